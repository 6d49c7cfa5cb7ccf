package org.argosy.storage.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Cuts a stream into parts, all in one buffer. The buffer starts small, since most contents are, and grows once. Not
 * thread-safe.
 */
final class PartReader {

    private static final int SMALL = 256 << 10;

    private final InputStream content;
    private final int partBytes;
    private byte[] buffer;
    private int length;

    PartReader(InputStream content, int partBytes) {
        this.content = content;
        this.partBytes = partBytes;
        this.buffer = new byte[Math.min(SMALL, partBytes)];
    }

    /**
     * Reads the next part.
     *
     * @return true when the part is full, so that another may follow
     */
    boolean next() {
        try {
            length = content.readNBytes(buffer, 0, buffer.length);
            if (length == buffer.length && length < partBytes) {
                buffer = Arrays.copyOf(buffer, partBytes);
                length += content.readNBytes(buffer, length, partBytes - length);
            }
            return length == partBytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part, in its first {@link #length()} bytes; overwritten by the next one. */
    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }
}
