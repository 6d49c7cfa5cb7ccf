package org.argosy.storage.webhooks;

import java.time.Instant;
import org.argosy.storage.BatchId;
import org.argosy.storage.Ids;

/**
 * Something that happened to a batch, as an endpoint is told.
 *
 * @param id {@code evt_…}; the same for every endpoint
 * @param createdAt when it happened
 */
public record WebhookEvent(String id, WebhookEventType type, BatchId batch, Instant createdAt) {

    private static final BatchId SAMPLE = new BatchId("batch_sample");

    public static WebhookEvent of(WebhookEventType type, BatchId batch, Instant at) {
        return new WebhookEvent(Ids.withPrefix("evt_"), type, batch, at);
    }

    /** An event that never happened, for an owner who tries an endpoint. Its batch does not exist. */
    public static WebhookEvent sample(WebhookEventType type, Instant now) {
        return of(type, SAMPLE, now);
    }

    /** The body that is sent, byte for byte the same at every try. Every part is made here, so none needs escaping. */
    public String json() {
        return "{\"object\":\"event\",\"id\":\"%s\",\"type\":\"%s\",\"created_at\":%d,\"data\":{\"id\":\"%s\"}}"
                .formatted(id, type.wireName(), createdAt.getEpochSecond(), batch);
    }
}
