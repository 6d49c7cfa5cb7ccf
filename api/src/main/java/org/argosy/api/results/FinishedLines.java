package org.argosy.api.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;
import org.argosy.api.files.FileContent;
import org.argosy.storage.BatchId;
import org.argosy.storage.Segment;
import org.argosy.storage.db.ResultLines;

/** Lines in the order in which they finished. Those that finish later are not seen. */
final class FinishedLines implements Lines {

    private final BatchId batch;
    private final LineCursor start;
    private final LineCursor end;
    private final FinishOrder order;
    private final LineSource output;
    private final LineSource error;
    private LineCursor position;

    private FinishedLines(
            BatchId batch, LineCursor start, LineCursor end, FinishOrder order, LineSource output, LineSource error) {
        this.batch = batch;
        this.start = start;
        this.end = end;
        this.order = order;
        this.output = output;
        this.error = error;
        this.position = start;
    }

    /** The place behind the last line. */
    static LineCursor end(ResultLines lines) {
        return new LineCursor(
                ResultLines.bytes(lines.provenance()),
                ResultLines.bytes(lines.output()),
                ResultLines.bytes(lines.error()));
    }

    /**
     * Opens them; lines are read when they are asked for.
     *
     * @param start within the lines
     */
    static FinishedLines open(FileContent content, BatchId batch, ResultLines lines, LineCursor start)
            throws IOException {
        LineCursor end = end(lines);
        return new FinishedLines(
                batch,
                start,
                end,
                new FinishOrder(open(content, batch, lines.provenance(), start.provenance(), end.provenance())),
                new LineSource(open(content, batch, lines.output(), start.output(), end.output())),
                new LineSource(open(content, batch, lines.error(), start.error(), end.error())));
    }

    private static InputStream open(FileContent content, BatchId batch, List<Segment> segments, long from, long to)
            throws IOException {
        return content.lazily(batch.value(), segments, from, to - from);
    }

    @Override
    public boolean hasNext() {
        return position.provenance() < end.provenance();
    }

    @Override
    public void copyNext(OutputStream target) throws IOException {
        if (!order.next()) {
            throw new IOException("the provenance ends at " + position + ", before " + end);
        }
        long provenance = start.provenance() + order.bytes();
        position = order.success()
                ? new LineCursor(provenance, position.output() + output.copyLine(target), position.error())
                : new LineCursor(provenance, position.output(), position.error() + error.copyLine(target));
    }

    /** The number of the line that was copied last. */
    int number() {
        return order.line();
    }

    /** The place behind the line that was copied last. */
    LineCursor position() {
        return position;
    }

    @Override
    public String cursor() {
        return position.text(batch);
    }

    @Override
    public String endCursor() {
        return end.text(batch);
    }

    @Override
    public long copied() {
        return position.bytesSince(start);
    }

    @Override
    public OptionalLong bytes() {
        return OptionalLong.of(end.bytesSince(start));
    }

    @Override
    public void close() throws IOException {
        try (output;
                error) {
            order.close();
        }
    }
}
