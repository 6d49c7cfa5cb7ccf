package org.argosy.dispatcher.retention;

import java.time.Duration;

/**
 * How soon things are deleted.
 *
 * @param fileInterval pause between two looks for expired and deleted files
 * @param purgeDelay how long a deleted file's bytes stay, so that a batch that was just created with it is seen
 * @param orphanInterval pause between two looks through the whole bucket
 * @param orphanAge age at which an object that no file has is retired; above the longest upload
 * @param bodyAge the same for large answers on their way, which only Kafka knows; above the longest batch
 * @param planAge how long the shards and lanes of a batch stay after its end
 * @param retiredGrace how long a retired object stays for those who still read it
 */
public record RetentionSettings(
        Duration fileInterval,
        Duration purgeDelay,
        Duration orphanInterval,
        Duration orphanAge,
        Duration bodyAge,
        Duration planAge,
        Duration retiredGrace) {

    /** A look at the files every 30 s and at the bucket every hour; orphans go after a day, bodies after eight, plans an hour after the end. */
    public static final RetentionSettings DEFAULT = new RetentionSettings(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofDays(8),
            Duration.ofHours(1),
            Duration.ofHours(1));

    public RetentionSettings withPlanAge(Duration other) {
        return new RetentionSettings(fileInterval, purgeDelay, orphanInterval, orphanAge, bodyAge, other, retiredGrace);
    }

    public RetentionSettings {
        if (!fileInterval.isPositive() || !orphanInterval.isPositive()) {
            throw new IllegalArgumentException("the intervals of retention must be positive");
        }
        if (purgeDelay.isNegative()
                || orphanAge.isNegative()
                || bodyAge.isNegative()
                || planAge.isNegative()
                || retiredGrace.isNegative()) {
            throw new IllegalArgumentException("the ages of retention cannot be negative");
        }
    }
}
