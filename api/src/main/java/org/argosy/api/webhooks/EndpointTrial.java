package org.argosy.api.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEvent;
import org.argosy.storage.webhooks.WebhookEventType;

/**
 * Tries an endpoint with a sample. The API calls no endpoint itself: it asks the dispatchers, who alone may reach strangers
 * and who guard where to, and waits for what they write. Safe for use by any number of threads.
 */
public final class EndpointTrial {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final WebhookEndpoints endpoints;
    private final WebhookSamples tests;
    private final Clock clock;

    public EndpointTrial(WebhookEndpoints endpoints, WebhookSamples tests, Clock clock) {
        this.endpoints = endpoints;
        this.tests = tests;
        this.clock = clock;
    }

    /**
     * Blocks until the endpoint has answered, for some seconds at most.
     *
     * @return the 2xx status of its answer
     * @throws ApiException when it gave another answer or none
     */
    public int run(TenantId tenant, WebhookEndpointId id, WebhookEventType type) {
        if (endpoints.find(tenant, id).isEmpty()) {
            throw NoSuchEndpoint.of(id);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String delivery = tests.begin(id, WebhookEvent.sample(type, now), now.minus(WebhookSamples.WAIT))
                .orElseThrow(() -> new ApiException(
                        new ApiError.Conflict("A test of the webhook endpoint '" + id + "' is under way.")));
        WebhookSamples.Outcome outcome = await(delivery).orElseThrow(EndpointTrial::noDispatcher);
        if (!outcome.delivered()) {
            throw new ApiException(new ApiError.BadRequest(
                    "The test event was not delivered to the webhook endpoint: " + outcome.error() + ".",
                    Optional.of("url"),
                    Optional.of("webhook_delivery_failed")));
        }
        return outcome.statusCode().orElseThrow();
    }

    private Optional<WebhookSamples.Outcome> await(String delivery) {
        long deadline = System.nanoTime() + WebhookSamples.WAIT.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
                Optional<WebhookSamples.Outcome> outcome = tests.outcome(delivery);
                if (outcome.isPresent()) {
                    return outcome;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tests.giveUp(delivery);
        return Optional.empty();
    }

    private static ApiException noDispatcher() {
        return new ApiException(
                new ApiError.Unavailable("No dispatcher sent the test event in time. Try again, or ask the operator."));
    }
}
