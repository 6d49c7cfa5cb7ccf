package org.argosy.dispatcher.plan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches in byte arrays that look at eight bytes at once: these loops touch every byte of every input, so they set the
 * pace of planning. The bit tricks are the usual ones for finding a byte in a word.
 *
 * @see <a href="https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord">Determine if a word has a zero byte</a>
 */
final class ByteScan {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private static final long NEWLINES = '\n' * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private ByteScan() {}

    /** Where the first newline from {@code from} on is, or -1 when there is none before {@code to}. */
    static int newline(byte[] bytes, int from, int to) {
        int p = from;
        for (; p <= to - Long.BYTES; p += Long.BYTES) {
            long hits = zeros((long) LONGS.get(bytes, p) ^ NEWLINES);
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; p < to; p++) {
            if (bytes[p] == '\n') {
                return p;
            }
        }
        return -1;
    }

    /** Where the first quote, backslash or control character is, or {@code to} when there is none. */
    static int endOfPlainText(byte[] bytes, int from, int to) {
        int p = from;
        for (; p <= to - Long.BYTES; p += Long.BYTES) {
            long word = (long) LONGS.get(bytes, p);
            long controls = (word - SPACES) & ~word & HIGHS;
            long hits = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | controls;
            if (hits != 0) {
                return p + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (p < to && bytes[p] != '"' && bytes[p] != '\\' && (bytes[p] & 0xFF) >= ' ') {
            p++;
        }
        return p;
    }

    /** True when the bytes are well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
    static boolean isUtf8(byte[] bytes, int from, int to) {
        int p = from;
        while (true) {
            p = endOfAscii(bytes, p, to);
            if (p == to) {
                return true;
            }
            int length = sequence(bytes, p, to);
            if (length == 0) {
                return false;
            }
            p += length;
        }
    }

    private static int endOfAscii(byte[] bytes, int from, int to) {
        int p = from;
        while (p <= to - Long.BYTES && ((long) LONGS.get(bytes, p) & HIGHS) == 0) {
            p += Long.BYTES;
        }
        while (p < to && bytes[p] >= 0) {
            p++;
        }
        return p;
    }

    /** Length of the multi-byte sequence at {@code p} (Unicode, table 3-7), or 0 when it is ill-formed. */
    private static int sequence(byte[] bytes, int p, int to) {
        int lead = bytes[p] & 0xFF;
        int second = p + 1 < to ? bytes[p + 1] & 0xFF : 0;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        if (lead < 0xE0) {
            return (second & 0xC0) == 0x80 ? 2 : 0;
        }
        if (lead < 0xF0) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return second >= low && second <= high && continues(bytes, p + 2, to) ? 3 : 0;
        }
        int low = lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xF4 ? 0x8F : 0xBF;
        return second >= low && second <= high && continues(bytes, p + 2, to) && continues(bytes, p + 3, to) ? 4 : 0;
    }

    private static boolean continues(byte[] bytes, int p, int to) {
        return p < to && (bytes[p] & 0xC0) == 0x80;
    }

    /** The high bit of each zero byte; a borrow can also mark bytes above the lowest, which is the one that counts. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }
}
