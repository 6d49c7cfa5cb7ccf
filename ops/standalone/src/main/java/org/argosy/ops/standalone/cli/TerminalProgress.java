package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import org.argosy.ops.standalone.client.BatchView;

/** A bar on one line of a terminal, cut where the line ends. Safe for use by any number of threads. */
final class TerminalProgress implements Progress {

    private static final int WIDTH = 16;
    private static final String ERASE = "\r\u001b[K";
    private static final long SIZE_NANOS = 1_000_000_000L;

    /** For the {@code ^C} that a terminal shows, which would push the bar to a line of its own. */
    private static final int MARGIN = 3;

    private final PrintWriter err;
    private final ProgressText text = new ProgressText();
    private TerminalSize size = TerminalSize.UNKNOWN;
    private long sizeNanos = System.nanoTime() - SIZE_NANOS;
    private boolean over;

    TerminalProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void update(BatchView batch) {
        if (!over) {
            long now = System.nanoTime();
            text.add(now, batch);
            if (now - sizeNanos >= SIZE_NANOS) {
                size = TerminalSize.now();
                sizeNanos = now;
            }
            err.print(ERASE + size.cut(bar(batch) + text.describe(batch), MARGIN));
            err.flush();
        }
    }

    @Override
    public synchronized void note(String sentence) {
        if (!over) {
            err.println(ERASE + sentence);
            err.flush();
        }
    }

    @Override
    public synchronized void interrupted(String sentence) {
        note(sentence);
        over = true;
    }

    @Override
    public synchronized void finish() {
        over = true;
        err.print(ERASE);
        err.flush();
    }

    private static String bar(BatchView batch) {
        if (batch.total() == 0) {
            return "";
        }
        int filled = (int) (WIDTH * (batch.completed() + batch.failed()) / batch.total());
        return "━".repeat(filled) + "╌".repeat(WIDTH - filled) + " ";
    }
}
