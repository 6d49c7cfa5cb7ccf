package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.argosy.ops.standalone.client.BatchView;

/** A line when the status changes and every ten seconds: for logs and pipes. */
final class LineProgress implements Progress {

    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PrintWriter err;
    private final ProgressText text = new ProgressText();
    private String status = "";
    private long lastNanos;
    private volatile boolean over;

    LineProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void update(BatchView batch) {
        long now = System.nanoTime();
        text.add(now, batch);
        if (!over && (!batch.status().equals(status) || now - lastNanos >= EVERY.toNanos())) {
            status = batch.status();
            lastNanos = now;
            err.println(batch.id() + " " + status + (batch.total() == 0 ? "" : ": " + text.describe(batch)));
            err.flush();
        }
    }

    @Override
    public void note(String sentence) {
        if (!over) {
            err.println(sentence);
            err.flush();
        }
    }

    @Override
    public void interrupted(String sentence) {
        note(sentence);
        over = true;
    }

    @Override
    public void finish() {
        over = true;
        err.flush();
    }
}
