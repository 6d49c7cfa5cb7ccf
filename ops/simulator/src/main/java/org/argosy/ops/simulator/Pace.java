package org.argosy.ops.simulator;

import java.time.Duration;

/**
 * How fast a simulated model is: an answer of <i>t</i> output tokens takes {@code timeToFirstToken + t *
 * timePerToken} of one slot.
 *
 * @param slots requests that run at the same time; the rest wait
 * @param minTokens the shortest answer, unless the client's limit is lower
 * @param maxTokens the longest answer; lengths are spread evenly and depend on the seed and the body alone
 */
public record Pace(int slots, Duration timeToFirstToken, Duration timePerToken, int minTokens, int maxTokens) {

    /** Slots that never run out. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public Pace {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1, not " + slots);
        }
        if (timeToFirstToken.isNegative() || timePerToken.isNegative()) {
            throw new IllegalArgumentException("timeToFirstToken and timePerToken must not be negative");
        }
        if (minTokens < 1 || maxTokens < minTokens) {
            throw new IllegalArgumentException(
                    "minTokens and maxTokens must be 1 <= min <= max, not " + minTokens + " and " + maxTokens);
        }
    }

    /** Answers at once, whatever the load: no slots, no timers. */
    public static Pace instant() {
        return new Pace(UNLIMITED, Duration.ZERO, Duration.ZERO, 16, 64);
    }

    /** The timing of a mid-size model on one node: 64 slots, 200 ms to the first token, 20 ms for each, 16 to 256 tokens. */
    public static Pace continuousBatching() {
        return new Pace(64, Duration.ofMillis(200), Duration.ofMillis(20), 16, 256);
    }

    /** Each answer takes the same time, however long it is. */
    public static Pace fixed(int slots, Duration perRequest) {
        return new Pace(slots, perRequest, Duration.ZERO, 16, 64);
    }

    public Pace withSlots(int newSlots) {
        return new Pace(newSlots, timeToFirstToken, timePerToken, minTokens, maxTokens);
    }

    Duration timeOf(int tokens) {
        return timeToFirstToken.plus(timePerToken.multipliedBy(tokens));
    }
}
