package org.argosy.dispatcher.feed;

/**
 * What a process has learned of a model, and keeps while there is nothing to feed. One feed uses it at a time.
 */
final class ModelMemory {

    private static final double FORGET = 0.002;

    private final Corrections corrections = new Corrections();
    private final ServiceRate rate = new ServiceRate();
    private double lineTokens;

    Corrections corrections() {
        return corrections;
    }

    ServiceRate rate() {
        return rate;
    }

    /** Notes what a line that was published may cost. */
    void published(double tokens) {
        lineTokens = lineTokens == 0 ? tokens : lineTokens + (tokens - lineTokens) * FORGET;
    }

    /** Tokens of a usual line; 0 while nothing is known. */
    double lineTokens() {
        return lineTokens;
    }

    double tokensPerSecond() {
        return rate.linesPerSecond() * lineTokens;
    }
}
