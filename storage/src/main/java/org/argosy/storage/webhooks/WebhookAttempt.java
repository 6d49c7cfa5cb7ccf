package org.argosy.storage.webhooks;

import java.time.Instant;
import java.util.List;

/**
 * A delivery that is to be tried now.
 *
 * @param delivery {@code wh_…}, the same at every try, by which receivers tell repeats
 * @param number of this try, from 1
 * @param payload the body to send
 * @param test true for a sample, which is tried once
 * @param createdAt when the event happened
 * @param secrets to sign with, the current one first
 */
public record WebhookAttempt(
        String delivery,
        int number,
        WebhookEndpointId endpoint,
        String url,
        String payload,
        boolean test,
        Instant createdAt,
        List<SigningSecret> secrets) {

    public WebhookAttempt {
        secrets = List.copyOf(secrets);
    }
}
