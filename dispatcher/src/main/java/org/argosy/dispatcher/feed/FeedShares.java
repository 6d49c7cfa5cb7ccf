package org.argosy.dispatcher.feed;

import java.time.Duration;

/**
 * How what a model can do is divided.
 *
 * @param quantumTokens what a tenant or batch of the largest weight may publish before the next one has its turn
 * @param urgent part of what is published that batches in danger of their deadline may take first, 0 to 1
 * @param small part of what a tenant gets that its batches with little left may take first, 0 to 1
 * @param littleTime what the model does in this time is little
 * @param littleLines so many lines of the usual cost are little in any case
 */
public record FeedShares(int quantumTokens, double urgent, double small, Duration littleTime, int littleLines) {

    public FeedShares {
        if (quantumTokens < 1 || littleLines < 0 || littleTime.isNegative()) {
            throw new IllegalArgumentException("a number of the feeder's shares is too small");
        }
        if (urgent < 0 || urgent > 1 || small < 0 || small > 1) {
            throw new IllegalArgumentException("a share must be from 0 to 1");
        }
    }

    public static FeedShares defaults() {
        return new FeedShares(4_096, 0.5, 0.75, Duration.ofSeconds(3), 256);
    }
}
