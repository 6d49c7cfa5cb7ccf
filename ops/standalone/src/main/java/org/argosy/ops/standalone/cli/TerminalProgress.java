package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import org.argosy.ops.standalone.client.BatchView;

/** A bar on one line of a terminal, cut where the line ends. Safe for use by any number of threads. */
final class TerminalProgress implements Progress {

    private static final int WIDTH = 16;
    private static final String ERASE = "\r\u001b[K";
    private static final String CUT = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter err;
    private final ProgressText text = new ProgressText();
    private boolean over;

    TerminalProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void update(BatchView batch) {
        if (!over) {
            text.add(System.nanoTime(), batch);
            err.print(ERASE + CUT + bar(batch) + text.describe(batch) + WRAP);
            err.flush();
        }
    }

    @Override
    public synchronized void note(String sentence) {
        err.println(ERASE + sentence);
        err.flush();
    }

    @Override
    public synchronized void interrupted(String sentence) {
        if (!over) {
            over = true;
            note(sentence);
        }
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
