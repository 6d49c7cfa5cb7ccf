package org.argosy.api.files;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.argosy.storage.Segment;

/**
 * Cuts a range of what segments hold into pieces that fit in memory: small ones first, for readers who want but little,
 * then twice as large each time up to the largest. For one thread.
 */
final class Pieces implements Iterator<Pieces.Piece> {

    private static final int SMALLEST = 32_768;

    private final Iterator<Segment> segments;
    private final int largest;
    private final long offset;
    private final long end;
    private String key = "";
    private long start;
    private long next;
    private long stop;
    private int size = SMALLEST;

    /** A run of an object's bytes. */
    record Piece(String key, long offset, int length) {}

    /**
     * @param name of what the segments are, for errors
     * @throws IOException when they hold less than the range needs
     */
    Pieces(String name, List<Segment> segments, long offset, long length, int largest) throws IOException {
        this.segments = segments.iterator();
        this.largest = largest;
        this.offset = offset;
        this.end = offset + length;
        long bytes = segments.stream().mapToLong(Segment::bytes).sum();
        if (bytes < end) {
            throw new IOException(name + " should have at least " + end + " bytes, its segments have " + bytes);
        }
        advance();
    }

    @Override
    public boolean hasNext() {
        return next < stop;
    }

    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Piece piece = new Piece(key, next, (int) Math.min(Math.min(size, largest), stop - next));
        next += piece.length();
        size = Math.min(2 * size, largest);
        advance();
        return piece;
    }

    /** Goes to the next segment with bytes of the range, unless this one has more. */
    private void advance() {
        while (next >= stop && start < end && segments.hasNext()) {
            Segment segment = segments.next();
            key = segment.objectKey();
            next = Math.max(offset - start, 0);
            stop = Math.min(end - start, segment.bytes());
            start += segment.bytes();
        }
    }
}
