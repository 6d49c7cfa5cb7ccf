package org.argosy.storage.db;

import java.util.List;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.Ids;
import org.argosy.storage.webhooks.WebhookEvent;
import org.argosy.storage.webhooks.WebhookEventType;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes the event that tells of a batch's end, and a delivery for each endpoint that asked for it by then, as the last
 * part of the transaction that ends the batch. So an ended batch has one event, and one that has not ended has none.
 */
final class WebhookEvents {

    private WebhookEvents() {}

    static void add(Handle tx, BatchId batch, BatchState.Ended end) {
        WebhookEvent event = WebhookEvent.of(WebhookEventType.of(end), batch, end.at());
        tx.createUpdate("insert into webhook_event (id, batch_id, type, created_at) values (:id, :batch, :type, :at)")
                .bind("id", event.id())
                .bind("batch", batch.value())
                .bind("type", event.type().wireName())
                .bind("at", event.createdAt())
                .execute();
        List<String> endpoints = subscribed(tx, event);
        if (!endpoints.isEmpty()) {
            addDeliveries(tx, event, endpoints);
            tx.execute("notify " + WebhookDeliveries.CHANNEL);
        }
    }

    /** Locked against deletion until the batch has ended, or the delivery's reference could fail and undo the end. */
    private static List<String> subscribed(Handle tx, WebhookEvent event) {
        return tx.createQuery("""
                        select id from webhook_endpoint
                         where tenant_id = (select tenant_id from batch where id = :batch) and :type = any(event_types)
                         order by id for key share
                        """)
                .bind("batch", event.batch().value())
                .bind("type", event.type().wireName())
                .mapTo(String.class)
                .list();
    }

    private static void addDeliveries(Handle tx, WebhookEvent event, List<String> endpoints) {
        PreparedBatch rows = tx.prepareBatch("""
                insert into webhook_delivery (id, endpoint_id, event_id, event_type, payload, created_at, next_attempt_at)
                values (:id, :endpoint, :event, :type, :payload, :at, :at)
                """);
        for (String endpoint : endpoints) {
            rows.bind("id", Ids.withPrefix("wh_"))
                    .bind("endpoint", endpoint)
                    .bind("event", event.id())
                    .bind("type", event.type().wireName())
                    .bind("payload", event.json())
                    .bind("at", event.createdAt())
                    .add();
        }
        rows.execute();
    }
}
