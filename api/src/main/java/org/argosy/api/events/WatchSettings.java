package org.argosy.api.events;

import java.time.Duration;

/**
 * How batches are watched.
 *
 * @param poll between two looks at the batches that are watched
 * @param heartbeat after which a stream without news shows that it lives
 * @param longest how long a stream may stay open; its client then comes again
 * @param perTenant streams that a tenant may have open in this process
 */
public record WatchSettings(Duration poll, Duration heartbeat, Duration longest, int perTenant) {

    public WatchSettings {
        if (!poll.isPositive() || !heartbeat.isPositive() || !longest.isPositive() || perTenant < 1) {
            throw new IllegalArgumentException("watching needs positive times and at least one stream a tenant");
        }
    }

    /** A look four times a second, a heartbeat every 15 s, an hour, 100 streams. */
    public static WatchSettings defaults() {
        return new WatchSettings(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofHours(1), 100);
    }
}
