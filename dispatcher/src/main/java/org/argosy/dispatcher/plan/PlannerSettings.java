package org.argosy.dispatcher.plan;

import java.time.Duration;
import org.argosy.storage.Limits;

/**
 * How this process plans.
 *
 * @param concurrentPlans files read at once
 * @param customIdBytes memory for the custom ids of all files read at once; a file waits until its part is free
 * @param customIdLength longest custom id, in characters
 * @param shardLines most lines of a shard
 * @param shardBytes longest byte range of a shard, unless one line is longer
 * @param shardsPerInsert shards written in one transaction
 * @param lease how long a batch stays with a planner that tells nothing
 * @param poll how often to look for batches whose event was lost
 * @param retry how long a batch waits after planning broke off
 */
public record PlannerSettings(
        int concurrentPlans,
        long customIdBytes,
        int customIdLength,
        int shardLines,
        int shardBytes,
        int shardsPerInsert,
        Duration lease,
        Duration poll,
        Duration retry) {

    public PlannerSettings {
        if (concurrentPlans < 1 || customIdLength < 1 || shardLines < 1 || shardBytes < 1 || shardsPerInsert < 1) {
            throw new IllegalArgumentException("a number of the planner's settings is below 1");
        }
        if (!lease.isPositive() || !poll.isPositive() || !retry.isPositive()) {
            throw new IllegalArgumentException("a duration of the planner's settings is not positive");
        }
    }

    /** Two files at once, in about 80 MB with their line buffers. */
    public static PlannerSettings defaults() {
        return new PlannerSettings(
                2,
                40L * 1024 * 1024,
                512,
                256,
                1024 * 1024,
                500,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5));
    }

    /**
     * Checks that the largest file the limits allow can be planned.
     *
     * @throws IllegalArgumentException when it cannot
     */
    public void checkAgainst(Limits limits) {
        long needed = CustomIds.memory(limits.batchBytes(), limits.batchLines());
        if (needed > customIdBytes) {
            throw new IllegalArgumentException(
                    "a batch of %,d lines needs %,d bytes for its custom ids but the planner has %,d: raise its memory or lower the limit of lines"
                            .formatted(limits.batchLines(), needed, customIdBytes));
        }
    }
}
