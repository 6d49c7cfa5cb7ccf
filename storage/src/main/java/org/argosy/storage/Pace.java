package org.argosy.storage;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast lines have been coming lately: sums in which a line counts the less the older it is, a third of its weight for
 * each {@link #MEMORY}. They live in the batch's own row, so every process that asks sees the same pace and a restart
 * loses nothing. Immutable.
 *
 * @param lines lines up to {@code at}, weighted by their age
 * @param tokens of these lines, weighted alike
 * @param at when lines came last
 */
public record Pace(double lines, double tokens, Instant at) {

    /** After this time a line has 1/e of its weight. */
    public static final Duration MEMORY = Duration.ofSeconds(15);

    public static final Pace NONE = new Pace(0, 0, Instant.EPOCH);

    private static final double MEMORY_SECONDS = MEMORY.toSeconds();

    /** The pace after more lines have come. */
    public Pace plus(int moreLines, long moreTokens, Instant now) {
        double kept = weight(at, now);
        return new Pace(lines * kept + moreLines, tokens * kept + moreTokens, now.isAfter(at) ? now : at);
    }

    /** Lines that still count now. */
    public double lines(Instant now) {
        return lines * weight(at, now);
    }

    /**
     * Lines a second about now.
     *
     * @param since when the first line could have come
     */
    public double linesPerSecond(Instant since, Instant now) {
        return lines(now) / seconds(since, now);
    }

    /** Tokens a second about now, in the sense of {@link #linesPerSecond}. */
    public double tokensPerSecond(Instant since, Instant now) {
        return tokens * weight(at, now) / seconds(since, now);
    }

    /** What the weights of a steady stream of one a second sum up to: less than the memory while it is young. */
    private static double seconds(Instant since, Instant now) {
        double age = Math.max(1, between(since, now));
        return MEMORY_SECONDS * -Math.expm1(-age / MEMORY_SECONDS);
    }

    private static double weight(Instant then, Instant now) {
        return Math.exp(-between(then, now) / MEMORY_SECONDS);
    }

    private static double between(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
    }
}
