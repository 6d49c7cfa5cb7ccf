package org.argosy.workers.permits;

import java.util.concurrent.TimeUnit;

/**
 * What the first answers of a backend say of it. They began while permits were still being added, and short ones come first;
 * but to wait for better ones costs more than they are better by. Not thread-safe.
 */
final class FirstAnswers {

    private int count;
    private long nanos;
    private long tokens;

    void add(long requestNanos, long requestTokens) {
        count++;
        nanos += requestNanos;
        tokens += requestTokens;
    }

    int count() {
        return count;
    }

    /** Tokens per second of so many permits. */
    double goodput(int permits) {
        return permits / slowness() * TimeUnit.SECONDS.toNanos(1);
    }

    /** Nanoseconds of one permit for each token. */
    double slowness() {
        return Math.max(1, nanos) / (double) Math.max(1, tokens);
    }
}
