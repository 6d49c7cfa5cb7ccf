package org.argosy.workers.permits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a second and tokens a minute a route may have. Tokens are known only when a request has ended: it
 * takes what requests have been needing on the average, and the difference is settled then. Requests may come in bursts of
 * a second's worth, tokens of ten seconds' worth.
 *
 * <p>Not thread-safe: {@link PermitPool} calls it under its lock. No method blocks.
 */
public final class RateBudget {

    /** What a request is taken to need before one has ended. */
    private static final long UNKNOWN_TOKENS = 1_000;

    private static final double BURST_MINUTES = 1.0 / 6;
    private static final double SECONDS_OF_A_MINUTE = 60;
    private static final Duration REFILL = Duration.ofSeconds(1_000);

    /** What {@link #take} says when nothing may be sent. */
    static final long NOTHING = -1;

    private final double requestsPerSecond;
    private final double tokensPerMinute;
    private final @Nullable Bucket requests;
    private final @Nullable Bucket tokens;
    private double typicalTokens = UNKNOWN_TOKENS;
    private boolean known;
    private double part = 1;
    private long denied;

    /**
     * @param nanos a monotonic clock
     */
    public RateBudget(OptionalDouble requestsPerSecond, OptionalLong tokensPerMinute, LongSupplier nanos) {
        this.requestsPerSecond = requestsPerSecond.orElse(0);
        this.tokensPerMinute = (double) tokensPerMinute.orElse(0);
        if ((requestsPerSecond.isPresent() && this.requestsPerSecond <= 0)
                || (tokensPerMinute.isPresent() && this.tokensPerMinute <= 0)) {
            throw new IllegalArgumentException("requests per second and tokens per minute must be positive");
        }
        TimeMeter time = new Meter(nanos);
        this.requests = requestsPerSecond.isPresent() ? bucket(requestLimit(), time) : null;
        this.tokens = tokensPerMinute.isPresent() ? bucket(tokenLimit(), time) : null;
    }

    /** No bounds. */
    public static RateBudget unlimited() {
        return new RateBudget(OptionalDouble.empty(), OptionalLong.empty(), () -> 0);
    }

    /** Takes a request out of the budget; returns the tokens that are reserved for it, or {@link #NOTHING}. */
    long take() {
        if (part == 0 && (tokens != null || requests != null)) {
            denied++;
            return NOTHING;
        }
        long reserved = 0;
        if (tokens != null) {
            reserved = Math.max(1, Math.min((long) typicalTokens, tokenLimit().getCapacity()));
            if (!tokens.tryConsume(reserved)) {
                denied++;
                return NOTHING;
            }
        }
        if (requests != null && !requests.tryConsume(1)) {
            giveBack(reserved);
            denied++;
            return NOTHING;
        }
        return reserved;
    }

    /** Settles what a request that has ended took. */
    void settle(long reserved, Feedback feedback) {
        if (tokens == null) {
            return;
        }
        switch (feedback) {
            case Feedback.Served served -> {
                long used = served.allTokens();
                typicalTokens = known ? typicalTokens * 0.9 + used * 0.1 : (double) used;
                known = true;
                if (used > reserved) {
                    var _ = tokens.consumeIgnoringRateLimits(used - reserved);
                } else {
                    giveBack(reserved - used);
                }
            }
            case Feedback.Refused _, Feedback.Neutral _ -> giveBack(reserved);
            // The model may have worked all the same.
            case Feedback.Overloaded _ -> {}
        }
    }

    /** From now on this part of the budget may be used; the rest is others'. */
    void share(double newPart) {
        if (newPart == part) {
            return;
        }
        part = newPart;
        if (part == 0) {
            return;
        }
        if (requests != null) {
            requests.replaceConfiguration(configuration(requestLimit()), TokensInheritanceStrategy.PROPORTIONALLY);
        }
        if (tokens != null) {
            tokens.replaceConfiguration(configuration(tokenLimit()), TokensInheritanceStrategy.PROPORTIONALLY);
        }
    }

    /** How often there was a permit and no budget. */
    long denied() {
        return denied;
    }

    private void giveBack(long reserved) {
        if (tokens != null && reserved > 0) {
            tokens.addTokens(reserved);
        }
    }

    private Bandwidth requestLimit() {
        double perSecond = requestsPerSecond * part;
        return limit(perSecond, perSecond);
    }

    private Bandwidth tokenLimit() {
        double perMinute = tokensPerMinute * part;
        return limit(perMinute * BURST_MINUTES, perMinute / SECONDS_OF_A_MINUTE);
    }

    private static Bandwidth limit(double burst, double perSecond) {
        return Bandwidth.builder()
                .capacity(Math.max(1, Math.round(burst)))
                .refillGreedy(Math.max(1, Math.round(perSecond * (double) REFILL.toSeconds())), REFILL)
                .build();
    }

    private static Bucket bucket(Bandwidth limit, TimeMeter time) {
        return Bucket.builder().withCustomTimePrecision(time).addLimit(limit).build();
    }

    private static BucketConfiguration configuration(Bandwidth limit) {
        return BucketConfiguration.builder().addLimit(limit).build();
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
