package org.argosy.api.results;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Lines of a content one after the other, of any length, none held whole. Not for use by several threads at once. */
final class LineSource implements AutoCloseable {

    private static final int BUFFER = 16_384;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;

    /**
     * @param in begins with a line; closed with this
     */
    LineSource(InputStream in) {
        this.in = in;
    }

    /**
     * Copies the next line without its end.
     *
     * @return bytes gone by, with its end
     * @throws EOFException when there is no whole line any more
     */
    long copyLine(OutputStream target) throws IOException {
        long length = 0;
        while (true) {
            if (next == end) {
                fill();
            }
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            target.write(buffer, from, next - from);
            length += next - from;
            if (next < end) {
                next++;
                return length + 1;
            }
        }
    }

    /** Passes over the next line. */
    long skipLine() throws IOException {
        return copyLine(OutputStream.nullOutputStream());
    }

    private void fill() throws IOException {
        end = in.read(buffer);
        next = 0;
        if (end < 0) {
            end = 0;
            throw new EOFException("the provenance tells of more lines than there are");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
