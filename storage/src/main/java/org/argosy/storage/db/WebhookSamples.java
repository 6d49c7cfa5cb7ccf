package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.argosy.storage.Ids;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEvent;
import org.jdbi.v3.core.Jdbi;

/**
 * Samples that owners send to their endpoints. A sample is a delivery like others, so that only dispatchers, which may
 * stand in another network than the API, ever call an endpoint; it is tried once, and somebody waits for it.
 */
public final class WebhookSamples {

    /** How long an owner waits for a sample. */
    public static final Duration WAIT = Duration.ofSeconds(15);

    private final Jdbi jdbi;

    public WebhookSamples(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Asks dispatchers to send a sample.
     *
     * @param staleBefore one that was asked for before is given up by now
     * @return the delivery; empty when the endpoint is gone or a sample is on its way to it
     */
    public Optional<String> begin(WebhookEndpointId endpoint, WebhookEvent sample, Instant staleBefore) {
        String id = Ids.withPrefix("wh_");
        return jdbi.inTransaction(tx -> {
            tx.createUpdate("""
                            delete from webhook_delivery where endpoint_id = :endpoint and test
                               and status in ('pending', 'sending') and created_at <= :stale
                            """)
                    .bind("endpoint", endpoint.value())
                    .bind("stale", staleBefore)
                    .execute();
            int added = tx.createUpdate("""
                            insert into webhook_delivery (id, endpoint_id, event_type, payload, test, created_at,
                                   next_attempt_at)
                            select :id, e.id, :type, :payload, true, :now, :now from webhook_endpoint e
                             where e.id = :endpoint for key share
                            on conflict do nothing
                            """)
                    .bind("id", id)
                    .bind("endpoint", endpoint.value())
                    .bind("type", sample.type().wireName())
                    .bind("payload", sample.json())
                    .bind("now", sample.createdAt())
                    .execute();
            tx.execute("notify " + WebhookDeliveries.CHANNEL);
            return added == 1 ? Optional.of(id) : Optional.empty();
        });
    }

    /** What became of a sample; empty while it is on its way. */
    public Optional<Outcome> outcome(String delivery) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select status, status_code, error from webhook_delivery
                         where id = :id and status in ('delivered', 'failed')
                        """)
                .bind("id", delivery)
                .map((rs, ctx) -> {
                    int code = rs.getInt("status_code");
                    return new Outcome(
                            rs.getString("status").equals("delivered"),
                            code == 0 ? OptionalInt.empty() : OptionalInt.of(code),
                            Rows.string(rs, "error").orElse(""));
                })
                .findOne());
    }

    /** Takes a sample back that nobody sends. */
    public void giveUp(String delivery) {
        jdbi.useHandle(h -> h.execute("delete from webhook_delivery where id = ? and status = 'pending'", delivery));
    }

    /**
     * @param statusCode what the endpoint answered, when it did
     * @param error why it was not delivered
     */
    public record Outcome(boolean delivered, OptionalInt statusCode, String error) {}
}
