package org.argosy.dispatcher.merge;

import java.time.Duration;

/**
 * When segments are merged.
 *
 * @param interval pause between two looks
 * @param maxSegments a file of more segments is merged until it has no more
 * @param fanIn adjacent segments that become one; a byte is copied about log(segments) / log(fanIn) times
 */
public record MergeSettings(Duration interval, int maxSegments, int fanIn) {

    /** A look every 10 s, at most 200 segments, 50 become one. */
    public static final MergeSettings DEFAULT = new MergeSettings(Duration.ofSeconds(10), 200, 50);

    public MergeSettings {
        if (!interval.isPositive() || fanIn < 2 || maxSegments < fanIn) {
            throw new IllegalArgumentException("merging needs a positive interval and 2 <= fanIn <= maxSegments");
        }
    }
}
