package org.argosy.dispatcher.finish;

import java.time.Duration;

/**
 * How patient the finisher is.
 *
 * @param poll how often it looks for batches that must end
 * @param settle how long a batch is left alone at least, so that lines that are just being published are known
 * @param cancelGrace how long open requests of a cancelled batch may take to end
 * @param expiryGrace the same for a batch whose window is over
 * @param lease after this without a write another finisher takes a batch over
 * @param segmentBytes lines are written when they are this many bytes
 * @param parallelBatches batches whose owed lines are written at the same time
 */
public record FinisherSettings(
        Duration poll,
        Duration settle,
        Duration cancelGrace,
        Duration expiryGrace,
        Duration lease,
        int segmentBytes,
        int parallelBatches) {

    public FinisherSettings {
        if (!poll.isPositive() || !lease.isPositive() || segmentBytes < 1 || parallelBatches < 1) {
            throw new IllegalArgumentException(
                    "finisher: poll, lease, segment-bytes and parallel-batches must be positive");
        }
    }

    public static FinisherSettings defaults() {
        return new FinisherSettings(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                4 * 1024 * 1024,
                4);
    }
}
