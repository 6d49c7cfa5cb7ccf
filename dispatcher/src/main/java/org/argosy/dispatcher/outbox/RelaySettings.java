package org.argosy.dispatcher.outbox;

import java.time.Duration;

/**
 * How the relay paces itself.
 *
 * @param batch messages taken in one transaction
 * @param poll how often it looks without having been called
 * @param patience how long it waits for Kafka's acknowledgement before it leaves a message for the next try
 */
public record RelaySettings(int batch, Duration poll, Duration patience) {

    /** Up to 256 messages at once, a look every second, ten seconds of patience. */
    public static final RelaySettings DEFAULT = new RelaySettings(256, Duration.ofSeconds(1), Duration.ofSeconds(10));

    public RelaySettings {
        if (batch < 1 || !poll.isPositive() || !patience.isPositive()) {
            throw new IllegalArgumentException("the relay's batch, poll and patience must be positive");
        }
    }
}
