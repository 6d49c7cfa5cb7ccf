package org.argosy.dispatcher.collect;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

/** Bytes that grow, and how to put JSON into them. Not for use by several threads at once. */
public final class LineBuffer {

    private static final int FIRST = 2048;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final char REPLACEMENT = '\ufffd';

    private byte[] bytes = {};
    private int size;

    /** Bytes in it. */
    public int size() {
        return size;
    }

    /** Bytes of memory that it holds. */
    public int capacity() {
        return bytes.length;
    }

    /** A copy of what is in it. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** A stream of what is in it when the stream is asked for, which shares the bytes. */
    Supplier<InputStream> stream() {
        return () -> new ByteArrayInputStream(bytes, 0, size);
    }

    LineBuffer put(byte[] more) {
        return put(more, 0, more.length);
    }

    LineBuffer put(byte[] more, int offset, int length) {
        reserve(length);
        System.arraycopy(more, offset, bytes, size, length);
        size += length;
        return this;
    }

    LineBuffer put(ByteBuffer more) {
        int length = more.remaining();
        reserve(length);
        more.get(more.position(), bytes, size, length);
        size += length;
        return this;
    }

    LineBuffer put(byte one) {
        reserve(1);
        bytes[size++] = one;
        return this;
    }

    /** Takes the last bytes away. */
    LineBuffer cut(int count) {
        size -= count;
        return this;
    }

    LineBuffer putNumber(int number) {
        return putEscaped(Integer.toString(number));
    }

    /** A JSON string, with its quotes. */
    LineBuffer putString(CharSequence text) {
        put((byte) '"');
        putEscaped(text);
        return put((byte) '"');
    }

    /** The inside of a JSON string, in UTF-8. Half of a surrogate pair, which UTF-8 cannot carry, is replaced. */
    LineBuffer putEscaped(CharSequence text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
                put((byte) c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                putCodePoint(Character.toCodePoint(c, text.charAt(++i)));
            } else if (c >= 0x80) {
                putCodePoint(Character.isSurrogate(c) ? REPLACEMENT : c);
            } else {
                putEscape(c);
            }
        }
        return this;
    }

    private void putEscape(char c) {
        put((byte) '\\');
        switch (c) {
            case '"', '\\' -> put((byte) c);
            case '\n' -> put((byte) 'n');
            case '\r' -> put((byte) 'r');
            case '\t' -> put((byte) 't');
            default ->
                put((byte) 'u').put((byte) '0').put((byte) '0').put(HEX[c >> 4]).put(HEX[c & 0xf]);
        }
    }

    private void putCodePoint(int c) {
        if (c < 0x800) {
            put((byte) (0xc0 | (c >> 6)));
        } else {
            if (c < 0x10000) {
                put((byte) (0xe0 | (c >> 12)));
            } else {
                put((byte) (0xf0 | (c >> 18))).put(continuation(c >> 12));
            }
            put(continuation(c >> 6));
        }
        put(continuation(c));
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.max(FIRST, bytes.length + (bytes.length >> 1))));
        }
    }
}
