package org.argosy.workers.routes;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Bounds the requests that repeat failed ones to a fifth of the others, and to a few a second where there are no others, so
 * that a cluster that fails is not buried under repeats. A line that finds the budget empty waits; it loses nothing. Safe
 * for use by any number of threads; nothing blocks.
 */
public final class RetryBudget {

    /** What a repeat costs, in parts; each first request pays one in. */
    private static final int REPEAT = 5;

    private static final int LEAST_PER_SECOND = 5;
    private static final int MOST_SAVED = 100;

    private final Bucket parts;
    private final LongAdder repeats = new LongAdder();

    /**
     * @param nanos a monotonic clock
     */
    public RetryBudget(LongSupplier nanos) {
        this.parts = Bucket.builder()
                .withCustomTimePrecision(new Meter(nanos))
                .addLimit(Bandwidth.builder()
                        .capacity((long) MOST_SAVED * REPEAT)
                        .refillGreedy((long) LEAST_PER_SECOND * REPEAT, Duration.ofSeconds(1))
                        .build())
                .build();
    }

    /** A request that repeats none was sent. */
    void sent() {
        parts.addTokens(1);
    }

    /** Takes a repeat out of the budget; false when it is used up. */
    boolean tryRepeat() {
        return parts.tryConsume(REPEAT);
    }

    /** A repeat that was taken out was not sent. */
    void giveBack() {
        parts.addTokens(REPEAT);
    }

    /** A repeat that was taken out was sent. */
    void repeated() {
        repeats.increment();
    }

    boolean isEmpty() {
        return parts.getAvailableTokens() < REPEAT;
    }

    /** Repeats that could be sent now. */
    long available() {
        return parts.getAvailableTokens() / REPEAT;
    }

    /** Repeats sent so far. */
    long repeats() {
        return repeats.sum();
    }

    private record Meter(LongSupplier nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
