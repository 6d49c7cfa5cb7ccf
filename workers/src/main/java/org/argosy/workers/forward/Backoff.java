package org.argosy.workers.forward;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.argosy.workers.routes.Route;

/** How long a line waits before it is sent again. */
final class Backoff {

    private static final Duration FIRST_REFUSAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(60);
    private static final Duration LONGEST_LOSS = Duration.ofSeconds(15);

    private Backoff() {}

    /** After the {@code n}th refusal of a line in a row: 1 s doubling to 60 s, full jitter. */
    static Duration refused(int n) {
        long most = Math.min(LONGEST_REFUSAL.toMillis(), FIRST_REFUSAL.toMillis() << Math.min(n - 1, 16));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    /** At least what the cluster asked for, and a little more so that not all come back at once. */
    static Duration asked(Duration retryAfter) {
        long millis = retryAfter.toMillis();
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 100));
    }

    /** After the {@code n}th try that failed by the cluster's own error: doubling, give or take a fifth. */
    static Duration failed(Route route, int n) {
        double factor = 0.8 + ThreadLocalRandom.current().nextDouble() * 0.4;
        return Duration.ofMillis((long) ((route.firstRetry().toMillis() << Math.min(n - 1, 16)) * factor));
    }

    /**
     * After the {@code n}th time in a row that a line was told that its cluster is lost: 1 s doubling to 15 s, full jitter,
     * so that others get their turn to find out whether it is back.
     */
    static Duration lost(int n) {
        long most = Math.min(LONGEST_LOSS.toMillis(), FIRST_REFUSAL.toMillis() << Math.min(n - 1, 16));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    /** Before a line asks again for a route, when the one it had is gone. */
    static Duration gone() {
        return Duration.ofMillis(100 + ThreadLocalRandom.current().nextLong(400));
    }
}
