package org.argosy.storage.webhooks;

import static java.util.Objects.requireNonNull;

import org.argosy.storage.Ids;

/** Names a webhook endpoint. Opaque to clients. */
public record WebhookEndpointId(String value) {

    public WebhookEndpointId {
        requireNonNull(value, "value");
    }

    /** A new one. */
    public static WebhookEndpointId next() {
        return new WebhookEndpointId(Ids.withPrefix("whe_"));
    }

    @Override
    public String toString() {
        return value;
    }
}
