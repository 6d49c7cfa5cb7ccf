package org.argosy.workers.permits;

import java.util.concurrent.TimeUnit;

/**
 * Measures what a backend achieves at one level of concurrency. Only requests that began inside the window count, for
 * earlier ones ran at another level. Goodput is tokens per second of one permit, times permits in use: unlike a count of
 * completions it is not moved by where in the window long requests happen to end. Not thread-safe.
 */
final class GoodputWindow {

    private static final double ROUND_TRIPS = 2.5;
    private static final double SATURATED = 0.9;

    private long start;
    private long changed;
    private int open;
    private double openNanos;
    private long served;
    private double tokens;
    private double heldNanos;

    void restart(long now, int nowOpen) {
        start = now;
        changed = now;
        open = nowOpen;
        openNanos = 0;
        served = 0;
        tokens = 0;
        heldNanos = 0;
    }

    void openChanged(long now, int nowOpen) {
        openNanos += (double) open * (now - changed);
        changed = now;
        open = nowOpen;
    }

    void served(long acquiredAt, long now, long requestTokens) {
        if (acquiredAt >= start) {
            served++;
            tokens += requestTokens;
            heldNanos += now - acquiredAt;
        }
    }

    /** Whether enough was seen at this level for so many looks at it. */
    boolean full(long now, int limit, int fewest, long shortest, int looks) {
        return served >= (long) looks * Math.max(fewest, limit)
                && now - start >= looks * Math.max((double) shortest, ROUND_TRIPS * heldNanos / (double) served);
    }

    /** Whether the level was really used. */
    boolean saturated(int limit) {
        return averageOpen() >= Math.min(limit - 1, SATURATED * limit);
    }

    /** Tokens per second at this level. */
    double goodput() {
        return averageOpen() * tokens / Math.max(heldNanos, 1) * TimeUnit.SECONDS.toNanos(1);
    }

    /** Nanoseconds of one permit for each token. */
    double slowness() {
        return heldNanos / Math.max(tokens, 1);
    }

    private double averageOpen() {
        return openNanos / (double) Math.max(changed - start, 1);
    }
}
