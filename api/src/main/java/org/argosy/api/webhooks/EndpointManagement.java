package org.argosy.api.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEndpointId;

/** Makes, changes and removes endpoints for their owners. Safe for use by any number of threads. */
public final class EndpointManagement {

    /** Endpoints that a tenant may have. Each end of a batch is told to all of them. */
    static final int MOST = 20;

    private static final Duration OVERLAP = Duration.ofHours(24);

    private final WebhookEndpoints endpoints;
    private final Clock clock;

    public EndpointManagement(WebhookEndpoints endpoints, Clock clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /**
     * A new endpoint with its secret, which is shown now and never again.
     *
     * @param settings all of them
     * @throws ApiException when the tenant has as many as it may
     */
    public WithSecret create(TenantId tenant, WebhookEndpoint.Change settings) {
        SigningSecret secret = SigningSecret.next();
        WebhookEndpoint endpoint = new WebhookEndpoint(
                WebhookEndpointId.next(),
                tenant,
                settings.name().orElseThrow(),
                settings.url().orElseThrow(),
                settings.eventTypes().orElseThrow(),
                secret.hint(),
                now(),
                Optional.empty());
        if (!endpoints.add(endpoint, secret, MOST)) {
            throw new ApiException(new ApiError.BadRequest(
                    "There are " + MOST + " webhook endpoints, which is as many as there may be. Delete one first."));
        }
        return new WithSecret(endpoint, secret);
    }

    public WebhookEndpoint update(TenantId tenant, WebhookEndpointId id, WebhookEndpoint.Change change) {
        return endpoints.update(tenant, id, change, now()).orElseThrow(() -> NoSuchEndpoint.of(id));
    }

    /**
     * Another secret for an endpoint.
     *
     * @param keepOld true to sign with the one before too, for a day
     */
    public WithSecret rotate(TenantId tenant, WebhookEndpointId id, boolean keepOld) {
        Instant now = now();
        SigningSecret secret = SigningSecret.next();
        Optional<Instant> until = keepOld ? Optional.of(now.plus(OVERLAP)) : Optional.empty();
        return endpoints
                .rotate(tenant, id, secret, until, now)
                .map(endpoint -> new WithSecret(endpoint, secret))
                .orElseThrow(() -> NoSuchEndpoint.of(id));
    }

    public void delete(TenantId tenant, WebhookEndpointId id) {
        if (!endpoints.delete(tenant, id)) {
            throw NoSuchEndpoint.of(id);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** An endpoint in the one moment in which its owner learns the secret. */
    public record WithSecret(WebhookEndpoint endpoint, SigningSecret secret) {}
}
