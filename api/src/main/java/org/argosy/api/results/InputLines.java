package org.argosy.api.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.argosy.api.files.FileContent;
import org.argosy.storage.BatchId;
import org.argosy.storage.Segment;
import org.argosy.storage.db.ResultLines;

/**
 * Lines in the order of the input. It takes a window of them at a time and reads what lies close together in one go: lines
 * finish nearly in the order in which they stand, so a window is a few reads.
 */
final class InputLines implements Lines {

    static final String KIND = "i1";

    private static final int WINDOW_LINES = 1_000;
    private static final long WINDOW_BYTES = 1L << 18;

    /** Rather read so many bytes for nothing than ask once more. */
    private static final long GAP = 32_768;

    private final FileContent content;
    private final BatchId batch;
    private final ResultLines lines;
    private final Segment index;
    private final long count;
    private final Deque<Placed> window = new ArrayDeque<>();
    private long next;
    private long copied;

    /** A line of the window; one that is larger than a window is not read before its turn. */
    private static final class Placed {

        private final LinePlace place;
        private byte[] bytes = {};

        Placed(LinePlace place) {
            this.place = place;
        }

        boolean small() {
            return place.length() <= WINDOW_BYTES;
        }
    }

    /**
     * @param next lines to pass over
     */
    InputLines(FileContent content, BatchId batch, ResultLines lines, Segment index, long next) {
        this.content = content;
        this.batch = batch;
        this.lines = lines;
        this.index = index;
        this.count = index.bytes() / LinePlace.BYTES;
        this.next = next;
    }

    /** Fills the window with the next lines. Lines that are in no file are passed over. */
    InputLines fill() throws IOException {
        while (window.isEmpty() && next < count) {
            int some = (int) Math.min(WINDOW_LINES, count - next);
            ByteBuffer entries = ByteBuffer.wrap(read(List.of(index), next * LinePlace.BYTES, some * LinePlace.BYTES));
            long bytes = 0;
            for (int i = 0; i < some && bytes < WINDOW_BYTES; i++) {
                LinePlace place = LinePlace.read(entries, i);
                if (place.length() > 0) {
                    window.add(new Placed(place));
                    bytes += place.length();
                } else if (window.isEmpty()) {
                    next++;
                } else {
                    break;
                }
            }
            readWindow(false, lines.output());
            readWindow(true, lines.error());
        }
        return this;
    }

    private void readWindow(boolean error, List<Segment> segments) throws IOException {
        List<Placed> here = window.stream()
                .filter(p -> p.place.error() == error && p.small())
                .sorted(Comparator.comparingLong(p -> p.place.offset()))
                .toList();
        List<Placed> run = new ArrayList<>();
        for (Placed line : here) {
            if (!run.isEmpty() && line.place.offset() - run.getLast().place.end() > GAP) {
                readRun(run, segments);
                run.clear();
            }
            run.add(line);
        }
        if (!run.isEmpty()) {
            readRun(run, segments);
        }
    }

    private void readRun(List<Placed> run, List<Segment> segments) throws IOException {
        long from = run.getFirst().place.offset();
        try (InputStream in =
                content.open(batch.value(), segments, from, run.getLast().place.end() - from)) {
            long at = from;
            for (Placed line : run) {
                in.skipNBytes(line.place.offset() - at);
                line.bytes = in.readNBytes(Math.toIntExact(line.place.length() - 1));
                in.skipNBytes(1);
                at = line.place.end();
            }
        }
    }

    private byte[] read(List<Segment> segments, long offset, int length) throws IOException {
        try (InputStream in = content.open(batch.value(), segments, offset, length)) {
            return in.readNBytes(length);
        }
    }

    @Override
    public boolean hasNext() {
        return !window.isEmpty();
    }

    @Override
    public void copyNext(OutputStream target) throws IOException {
        Placed line = window.remove();
        if (line.small()) {
            target.write(line.bytes);
        } else {
            List<Segment> segments = line.place.error() ? lines.error() : lines.output();
            try (InputStream in = content.open(batch.value(), segments, line.place.offset(), line.place.length() - 1)) {
                in.transferTo(target);
            }
        }
        next++;
        copied += line.place.length();
        fill();
    }

    @Override
    public String cursor() {
        return CursorText.write(batch, KIND, next);
    }

    @Override
    public String endCursor() {
        return CursorText.write(batch, KIND, count);
    }

    @Override
    public long copied() {
        return copied;
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        window.clear();
    }
}
