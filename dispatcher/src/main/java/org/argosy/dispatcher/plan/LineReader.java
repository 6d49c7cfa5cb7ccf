package org.argosy.dispatcher.plan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream into lines, each in one piece in a buffer that is reused. Lines end with a newline, or a carriage
 * return and a newline, which are not part of them; the last one needs no end. A byte order mark before the first line is
 * dropped. A line longer than the limit is passed over without being held, and told.
 *
 * <p>What it says of a line is valid until the next call of {@link #next}. Not thread-safe.
 */
public final class LineReader {

    private static final int FIRST_BUFFER_BYTES = 256 * 1024;
    /** What a line of the greatest length may have besides: a byte order mark and a carriage return. */
    private static final int EXTRA_BYTES = 4;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int maxLineBytes;
    /** Where a byte order mark may stand. */
    private final long markOffset;

    private byte[] buffer;
    private int filled;
    private int start;
    private int end;
    private int nextStart;
    /** Where the first byte of the buffer stands in the file. */
    private long base;

    private long number;
    private boolean tooLong;

    /**
     * A reader of a whole file.
     *
     * @param in stays the caller's to close
     */
    public LineReader(InputStream in, int maxLineBytes) {
        this(in, maxLineBytes, 0, 1);
    }

    /** A reader of a whole file that follows others. */
    static LineReader following(InputStream in, int maxLineBytes, long offset, long lines) {
        return new LineReader(in, maxLineBytes, offset, lines + 1, offset);
    }

    /**
     * A reader of a part of a file.
     *
     * @param in stays the caller's to close
     * @param maxLineBytes the longest line, its end not counted
     * @param offset where the first byte of the stream stands in the file
     * @param firstNumber the number of the first line of the stream
     */
    public LineReader(InputStream in, int maxLineBytes, long offset, long firstNumber) {
        this(in, maxLineBytes, offset, firstNumber, 0);
    }

    private LineReader(InputStream in, int maxLineBytes, long offset, long firstNumber, long markOffset) {
        this.in = in;
        this.markOffset = markOffset;
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[Math.min(FIRST_BUFFER_BYTES, maxLineBytes + 2 * EXTRA_BYTES)];
        this.base = offset;
        this.number = firstNumber - 1;
    }

    /** Where the line that starts at {@code from} ends: at its newline, or at {@code to} when it has none. */
    public static int endOfLine(byte[] bytes, int from, int to) {
        int newline = ByteScan.newline(bytes, from, to);
        return newline < 0 ? to : newline;
    }

    /** Goes to the next line; false when there is none. */
    public boolean next() throws IOException {
        start = nextStart;
        tooLong = false;
        int newline = findNewline();
        if (newline < 0 && filled == start && !tooLong) {
            return false;
        }
        number++;
        end = newline < 0 ? filled : newline;
        nextStart = newline < 0 ? filled : newline + 1;
        if (!tooLong) {
            trim();
        }
        return true;
    }

    /** The array that holds the line. */
    public byte[] buffer() {
        return buffer;
    }

    /** Index of the line's first byte in the buffer. */
    public int start() {
        return start;
    }

    /** Length of the line in bytes; 0 when it was too long to be held. */
    public int length() {
        return tooLong ? 0 : end - start;
    }

    /** The line's number; every line counts, blank ones too. */
    public long number() {
        return number;
    }

    /** Where the line's first byte stands in the file. */
    public long offset() {
        return base + start;
    }

    /** Where the byte after the line's end stands in the file. */
    public long endOffset() {
        return base + nextStart;
    }

    /** True when the line was longer than the limit; its bytes are gone. */
    public boolean tooLong() {
        return tooLong;
    }

    /** True when the line has nothing but white space. */
    public boolean blank() {
        int p = start;
        while (p < end && (buffer[p] == ' ' || buffer[p] == '\t' || buffer[p] == '\r')) {
            p++;
        }
        return p == end && !tooLong;
    }

    private void trim() {
        if (end > start && buffer[end - 1] == '\r') {
            end--;
        }
        int mark = BYTE_ORDER_MARK.length;
        if (offset() == markOffset
                && end - start >= mark
                && Arrays.equals(buffer, start, start + mark, BYTE_ORDER_MARK, 0, mark)) {
            start += mark;
        }
        tooLong = end - start > maxLineBytes;
    }

    private int findNewline() throws IOException {
        int from = start;
        while (true) {
            int newline = ByteScan.newline(buffer, from, filled);
            if (newline >= 0) {
                return newline;
            }
            if (filled - start > maxLineBytes + EXTRA_BYTES) {
                tooLong = true;
                drop();
            }
            int scanned = filled - start;
            if (!fill()) {
                return -1;
            }
            from = start + scanned;
        }
    }

    /** Forgets what is held of a line that is too long. */
    private void drop() {
        base += filled;
        filled = 0;
        start = 0;
    }

    private boolean fill() throws IOException {
        if (start > 0 && filled == buffer.length) {
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            base += start;
            filled -= start;
            start = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, maxLineBytes + 2 * EXTRA_BYTES));
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read > 0) {
            filled += read;
        }
        return read >= 0;
    }
}
