package org.argosy.dispatcher.collect;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double with each failure up to a cap, with jitter. Not for use by several threads at once. */
public final class Backoff {

    private final long firstNanos;
    private final long capNanos;
    private long nextNanos;

    public Backoff(Duration first, Duration cap) {
        this.firstNanos = first.toNanos();
        this.capNanos = cap.toNanos();
        this.nextNanos = firstNanos;
    }

    /** Forgets the failures. */
    public void reset() {
        nextNanos = firstNanos;
    }

    /** True when nothing failed since the last reset. */
    public boolean fresh() {
        return nextNanos == firstNanos;
    }

    /** Counts a failure and tells how long to wait now. */
    public Duration next() {
        long wait = nextNanos;
        nextNanos = Math.min(capNanos, nextNanos * 2);
        return Duration.ofNanos(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }
}
