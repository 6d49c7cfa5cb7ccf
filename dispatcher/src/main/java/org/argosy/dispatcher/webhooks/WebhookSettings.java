package org.argosy.dispatcher.webhooks;

import java.time.Duration;
import org.argosy.storage.webhooks.AddressRules;

/**
 * How webhooks are delivered.
 *
 * @param addresses that may be called
 * @param timeout of a try, from the look-up of the name to the end of the answer
 * @param lease after which another dispatcher may send what this one took; above the timeout
 * @param poll how often to look without having been called
 * @param concurrency tries open at once in this dispatcher
 * @param perEndpoint tries that one endpoint may have open, over all dispatchers
 * @param tests samples open at once in this dispatcher, beside the other tries
 * @param lifetime how long after the event tries go on
 * @param keep how long what became of a delivery is kept
 * @param sweepInterval pause between two looks for what need not be kept
 */
public record WebhookSettings(
        AddressRules addresses,
        Duration timeout,
        Duration lease,
        Duration poll,
        int concurrency,
        int perEndpoint,
        int tests,
        Duration lifetime,
        Duration keep,
        Duration sweepInterval) {

    /** Public addresses alone; 10 s a try, 128 at once of which 4 to one endpoint; 72 h of tries, kept for 7 days. */
    public static final WebhookSettings DEFAULT = new WebhookSettings(
            AddressRules.PUBLIC_ONLY,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            128,
            4,
            16,
            Duration.ofDays(3),
            Duration.ofDays(7),
            Duration.ofSeconds(30));

    public WebhookSettings {
        if (!timeout.isPositive() || !poll.isPositive() || !sweepInterval.isPositive()) {
            throw new IllegalArgumentException("the times of webhooks must be positive");
        }
        if (lease.compareTo(timeout) <= 0) {
            throw new IllegalArgumentException("the lease of a webhook must be longer than its timeout");
        }
        if (concurrency < 1 || perEndpoint < 1 || tests < 1) {
            throw new IllegalArgumentException("the concurrency of webhooks must be at least 1");
        }
    }

    public WebhookSettings withAddresses(AddressRules other) {
        return with(other, timeout);
    }

    public WebhookSettings withTimeout(Duration other) {
        return with(addresses, other);
    }

    private WebhookSettings with(AddressRules otherAddresses, Duration otherTimeout) {
        return new WebhookSettings(
                otherAddresses,
                otherTimeout,
                lease,
                poll,
                concurrency,
                perEndpoint,
                tests,
                lifetime,
                keep,
                sweepInterval);
    }
}
