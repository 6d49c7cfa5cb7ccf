package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchEvents;
import org.argosy.ops.standalone.client.BatchView;
import org.argosy.ops.standalone.client.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Follows a batch to its end, across restarts of the server: by its events, or by asking again and again where a server
 * has none.
 */
final class BatchWatch {

    private static final long FIRST_POLL_MILLIS = 50;
    private static final long LAST_POLL_MILLIS = 1000;

    /** What a server says that has no events, or none to spare. */
    private static final Set<Integer> NO_EVENTS = Set.of(404, 405, 429, 501);

    private final ArgosyClient client;
    private final Progress progress;
    private final Patience patience;
    private @Nullable BatchView last;

    BatchWatch(ArgosyClient client, Progress progress) {
        this.client = client;
        this.progress = progress;
        this.patience = new Patience(Patience.LONG, progress::note);
    }

    /** The launcher knows whether standard error is a terminal; the JDK knows only of standard output. */
    static Progress display(PrintWriter err) {
        return Boolean.getBoolean("argosy.stderr.terminal") ? new TerminalProgress(err) : new LineProgress(err);
    }

    /** Blocks until the batch has ended. */
    BatchView toTheEnd(String id) {
        try {
            return byEvents(id).orElseGet(() -> byAsking(id));
        } finally {
            progress.finish();
        }
    }

    /** Empty when the server has no events. */
    private Optional<BatchView> byEvents(String id) {
        BatchEvents events = new BatchEvents(client, id);
        while (true) {
            try {
                events.read(this::show);
                BatchView now = last;
                if (now == null || !now.ended()) {
                    show(client.batch(id));
                    now = last;
                }
                if (now != null && now.ended()) {
                    return Optional.of(now);
                }
            } catch (UnreachableException | ApiException e) {
                if (e instanceof ApiException refused && NO_EVENTS.contains(refused.status())) {
                    return Optional.empty();
                }
                patience.failed(e);
                Patience.pause(e);
                continue;
            }
            Patience.pause(LAST_POLL_MILLIS);
        }
    }

    private BatchView byAsking(String id) {
        long wait = FIRST_POLL_MILLIS;
        while (true) {
            try {
                BatchView batch = client.batch(id);
                show(batch);
                if (batch.ended()) {
                    return batch;
                }
            } catch (UnreachableException | ApiException e) {
                patience.failed(e);
                Patience.pause(e);
            }
            Patience.pause(wait);
            wait = Math.min(LAST_POLL_MILLIS, wait + wait / 4);
        }
    }

    private void show(BatchView batch) {
        patience.answered();
        progress.update(batch);
        last = batch;
    }
}
