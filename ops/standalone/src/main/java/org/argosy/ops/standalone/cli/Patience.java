package org.argosy.ops.standalone.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.UnreachableException;

/** Bears with a server that does not answer for a while, as it does when it is started again. For one thread. */
final class Patience {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Consumer<String> note;
    private long silentSince;

    /**
     * @param note shows a sentence to the user
     */
    Patience(Consumer<String> note) {
        this.note = note;
    }

    void answered() {
        if (silentSince != 0) {
            silentSince = 0;
            note.accept("The server answers again.");
        }
    }

    /** Returns when it is worth trying again, and throws on what will not heal or has lasted too long. */
    void failed(RuntimeException failure) {
        boolean heals = failure instanceof UnreachableException
                || (failure instanceof ApiException refused && refused.status() >= 500);
        if (!heals) {
            throw failure;
        }
        if (silentSince == 0) {
            silentSince = System.nanoTime();
            note.accept(failure.getMessage() + "; trying again.");
        } else if (System.nanoTime() - silentSince > LIMIT.toNanos()) {
            throw failure;
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("Interrupted.");
        }
    }
}
