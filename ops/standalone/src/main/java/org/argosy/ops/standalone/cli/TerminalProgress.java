package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import org.argosy.ops.standalone.client.BatchView;

/** A bar on one line of a terminal. */
final class TerminalProgress implements Progress {

    private static final int WIDTH = 24;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final ProgressText text = new ProgressText();

    TerminalProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void update(BatchView batch) {
        text.add(System.nanoTime(), batch);
        err.print(ERASE + bar(batch) + text.describe(batch));
        err.flush();
    }

    @Override
    public void note(String sentence) {
        err.println(ERASE + sentence);
    }

    @Override
    public void finish() {
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
