package org.argosy.dispatcher.collect;

import java.time.Duration;

/**
 * How much the collector holds and how often it writes.
 *
 * @param bufferBytes memory for lines that are not written yet, over all partitions
 * @param flushBytes a partition's lines are written when they are this many bytes
 * @param minAge how long a line waits at least while few come, so that a write is worth its cost
 * @param maxAge how long a line waits at most
 * @param cacheBytes memory for the completion sets of batches that lately had outcomes
 * @param parallelPuts segments that are put at the same time
 */
public record CollectorSettings(
        int bufferBytes, int flushBytes, Duration minAge, Duration maxAge, long cacheBytes, int parallelPuts) {

    private static final int MIB = 1024 * 1024;

    public CollectorSettings {
        if (flushBytes < 1 || bufferBytes < flushBytes || parallelPuts < 1 || minAge.compareTo(maxAge) > 0) {
            throw new IllegalArgumentException(
                    "collector: flush-bytes must be between 1 and buffer-bytes, min-age at most"
                            + " max-age, and parallel-puts at least 1");
        }
    }

    public static CollectorSettings defaults() {
        return new CollectorSettings(16 * MIB, 4 * MIB, Duration.ofMillis(250), Duration.ofSeconds(1), 16 * MIB, 8);
    }
}
