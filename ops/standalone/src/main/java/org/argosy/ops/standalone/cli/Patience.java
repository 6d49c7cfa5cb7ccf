package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.UnreachableException;

/**
 * Bears with a server that does not answer for a while, as it does when it is started again, or that wants to be asked
 * later. For one thread.
 */
final class Patience {

    /** For what was begun. */
    static final Duration LONG = Duration.ofMinutes(10);

    /** For a question: perhaps there is no server at all. */
    static final Duration BRIEF = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Consumer<String> note;
    private final Duration limit;
    private long silentSince;

    /**
     * @param note shows a sentence to the user
     */
    Patience(Duration limit, Consumer<String> note) {
        this.limit = limit;
        this.note = note;
    }

    /** One that speaks to standard error. */
    static Patience of(Duration limit, PrintWriter err) {
        return new Patience(limit, sentence -> {
            err.println(sentence);
            err.flush();
        });
    }

    /** Does something until it succeeds or fails for good. It must do no harm to do it again. */
    <T> T bear(Supplier<T> call) {
        while (true) {
            try {
                T result = call.get();
                answered();
                return result;
            } catch (UnreachableException | ApiException e) {
                failed(e);
                pause(e);
            }
        }
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
                || (failure instanceof ApiException refused && refused.passes());
        if (!heals) {
            throw failure;
        }
        if (silentSince == 0) {
            silentSince = System.nanoTime();
            note.accept(failure.getMessage() + "; trying again.");
        } else if (System.nanoTime() - silentSince > limit.toNanos()) {
            throw failure;
        }
    }

    /** Waits as long as the server wants, or a moment. */
    static void pause(RuntimeException failure) {
        Duration asked =
                failure instanceof ApiException refused ? refused.retryAfter().orElse(PAUSE) : PAUSE;
        pause((asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked).toMillis());
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
