package org.argosy.workers.permits;

/**
 * How much goodput differs from one measurement to the next where nothing was changed: other people's work, and chance.
 * Differences smaller than that say little, so the more there is of it, the longer a probe looks. Not thread-safe.
 */
final class GoodputNoise {

    private static final double NEWS = 0.2;
    private static final double QUIET = 0.05;
    private static final int MOST_LOOKS = 6;

    private double variance;

    /** Takes another measurement of one level in, as the logarithm of its ratio to those before. */
    void observed(double deviation) {
        variance += NEWS * (deviation * deviation - variance);
    }

    /** Measurements after which chance is small beside what a probe looks for. */
    int looks() {
        return (int) Math.clamp(Math.ceil(variance / (QUIET * QUIET)), 1, MOST_LOOKS);
    }

    /** The logarithm of a ratio that chance alone hardly ever makes in so many measurements. */
    double margin(double deviations, int looks) {
        return deviations * Math.sqrt(variance / looks);
    }
}
