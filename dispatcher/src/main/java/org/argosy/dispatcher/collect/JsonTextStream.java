package org.argosy.dispatcher.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;

/** Any bytes as a JSON string, with what is not UTF-8 replaced. Not for use by several threads at once. */
final class JsonTextStream extends InputStream {

    private static final int CHUNK = 8192;

    private final Reader text;
    private final char[] chars = new char[CHUNK];
    private byte[] encoded = {'"'};
    private int next;
    private int carried;
    private boolean ended;

    JsonTextStream(InputStream body) {
        this.text = new InputStreamReader(body, UTF_8);
    }

    @Override
    public int read() throws IOException {
        return fill() ? encoded[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, encoded.length - next);
        System.arraycopy(encoded, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** True when a byte is there to be read. */
    private boolean fill() throws IOException {
        while (next == encoded.length && !ended) {
            encodeChunk();
        }
        return next < encoded.length;
    }

    private void encodeChunk() throws IOException {
        int read = text.read(chars, carried, CHUNK - carried);
        LineBuffer out = new LineBuffer();
        if (read < 0) {
            out.putEscaped(new String(chars, 0, carried)).put((byte) '"');
            ended = true;
        } else {
            int available = carried + read;
            // Half of a surrogate pair at the end waits for its other half.
            carried = Character.isHighSurrogate(chars[available - 1]) ? 1 : 0;
            out.putEscaped(new String(chars, 0, available - carried));
            chars[0] = chars[available - 1];
        }
        encoded = out.toByteArray();
        next = 0;
    }
}
