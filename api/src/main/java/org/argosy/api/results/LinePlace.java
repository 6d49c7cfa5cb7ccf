package org.argosy.api.results;

import java.nio.ByteBuffer;

/**
 * Where a line stands: an entry of the index of an ended batch.
 *
 * @param error whether in the error file rather than the output file
 * @param length with the line's end; 0 for a line that is in neither
 */
record LinePlace(boolean error, long offset, long length) {

    /** Bytes of an entry. */
    static final int BYTES = 2 * Long.BYTES;

    static LinePlace read(ByteBuffer entries, int index) {
        long place = entries.getLong(index * BYTES);
        return new LinePlace((place & 1) == 1, place >>> 1, entries.getLong(index * BYTES + Long.BYTES));
    }

    /** The first half of the entry, as the second is the length. */
    long place() {
        return offset << 1 | (error ? 1 : 0);
    }

    long end() {
        return offset + length;
    }
}
