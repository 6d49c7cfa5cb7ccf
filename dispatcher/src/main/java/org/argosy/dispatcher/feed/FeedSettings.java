package org.argosy.dispatcher.feed;

import java.time.Duration;

/**
 * How this process feeds.
 *
 * @param window how deep Kafka is kept for a model
 * @param roundLines most lines published before the cursor is written
 * @param roundBytes most bytes of them, not counting the last line
 * @param shardBytes memory for shards that were read and wait to be published, over all models
 * @param readBytes how much is read at once, where shards lie side by side
 * @param shares how what a model can do is divided
 * @param lanesPerTenant lanes of one tenant and model that are held, by each of age, size and deadline
 * @param poll how often to look at Kafka while there is something to feed
 * @param idlePoll how often to look for something to feed
 * @param lease how long a model stays with a feeder that tells nothing
 * @param audit how often to look for lines that Kafka lost
 */
public record FeedSettings(
        WindowSettings window,
        int roundLines,
        long roundBytes,
        long shardBytes,
        int readBytes,
        FeedShares shares,
        int lanesPerTenant,
        Duration poll,
        Duration idlePoll,
        Duration lease,
        Duration audit) {

    public FeedSettings {
        if (roundLines < 1 || roundBytes < 1 || shardBytes < 1 || readBytes < 1) {
            throw new IllegalArgumentException("a number of the feeder's settings is below 1");
        }
        if (lanesPerTenant < 1) {
            throw new IllegalArgumentException("lanes per tenant must be at least 1");
        }
        for (Duration duration : new Duration[] {poll, idlePoll, lease, audit}) {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("a duration of the feeder's settings is not positive");
            }
        }
    }

    public static FeedSettings defaults() {
        return new FeedSettings(
                WindowSettings.defaults(),
                2_000,
                8L * 1024 * 1024,
                32L * 1024 * 1024,
                1024 * 1024,
                FeedShares.defaults(),
                64,
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                Duration.ofSeconds(6),
                Duration.ofSeconds(15));
    }

    public FeedSettings withShares(FeedShares other) {
        return new FeedSettings(
                window,
                roundLines,
                roundBytes,
                shardBytes,
                readBytes,
                other,
                lanesPerTenant,
                poll,
                idlePoll,
                lease,
                audit);
    }
}
