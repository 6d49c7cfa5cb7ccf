package org.argosy.storage.webhooks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.TenantId;

/**
 * Where a tenant wants to be told of events. Holds no secret.
 *
 * @param url checked by {@link AddressRules} when it was set
 * @param secretHint enough of the signing secret to tell it from another
 * @param updatedAt when its settings or its secret last changed; empty when they never did
 */
public record WebhookEndpoint(
        WebhookEndpointId id,
        TenantId tenant,
        String name,
        String url,
        List<WebhookEventType> eventTypes,
        String secretHint,
        Instant createdAt,
        Optional<Instant> updatedAt) {

    public WebhookEndpoint {
        eventTypes = List.copyOf(eventTypes);
    }

    /** The same with other settings where they are given. */
    public WebhookEndpoint with(Change change) {
        return new WebhookEndpoint(
                id,
                tenant,
                change.name().orElse(name),
                change.url().orElse(url),
                change.eventTypes().orElse(eventTypes),
                secretHint,
                createdAt,
                updatedAt);
    }

    /** New settings; what is empty stays. */
    public record Change(Optional<String> name, Optional<String> url, Optional<List<WebhookEventType>> eventTypes) {

        public Change {
            eventTypes = eventTypes.map(List::copyOf);
        }
    }
}
