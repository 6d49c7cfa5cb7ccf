package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import org.argosy.ops.standalone.client.UnreachableException;

/** Follows a batch to its end, across restarts of the server. */
final class BatchWatch {

    private static final long FIRST_POLL_MILLIS = 50;
    private static final long LAST_POLL_MILLIS = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ArgosyClient client;
    private final Progress progress;

    BatchWatch(ArgosyClient client, Progress progress) {
        this.client = client;
        this.progress = progress;
    }

    /** The launcher knows whether standard error is a terminal; the JDK knows only of standard output. */
    static Progress display(PrintWriter err) {
        return Boolean.getBoolean("argosy.stderr.terminal") ? new TerminalProgress(err) : new LineProgress(err);
    }

    /** Blocks until the batch has ended. */
    BatchView toTheEnd(String id) {
        long wait = FIRST_POLL_MILLIS;
        long silentSince = 0;
        while (true) {
            try {
                BatchView batch = client.batch(id);
                if (silentSince != 0) {
                    silentSince = 0;
                    progress.note("The server answers again.");
                }
                progress.update(batch);
                if (batch.ended()) {
                    progress.finish();
                    return batch;
                }
            } catch (UnreachableException | ApiException e) {
                if (e instanceof ApiException refused && refused.status() < 500) {
                    throw e;
                }
                if (silentSince == 0) {
                    silentSince = System.nanoTime();
                    progress.note(e.getMessage() + "; trying again.");
                } else if (System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                    throw e;
                }
            }
            pause(wait);
            wait = Math.min(LAST_POLL_MILLIS, wait + wait / 4);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("Interrupted.");
        }
    }
}
