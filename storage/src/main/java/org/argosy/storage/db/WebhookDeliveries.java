package org.argosy.storage.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookAttempt;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookResult;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to endpoints. A try begins with a claim, which ends by itself when the sender dies, and no
 * transaction is open while something is sent. Rows of ended deliveries stay for a while as the log. Safe for use by any
 * number of threads and processes.
 */
public final class WebhookDeliveries {

    /** The channel on which PostgreSQL tells that something is to be sent. */
    public static final String CHANNEL = "argosy_webhooks";

    private static final String CLAIM = """
            update webhook_delivery d set status = 'sending', attempts = attempts + 1, attempted_at = :now,
                   next_attempt_at = :until
              from webhook_endpoint e
             where e.id = d.endpoint_id and d.id in (%s)
            returning d.id, d.attempts, d.endpoint_id, d.payload, d.test, d.created_at, e.url, e.signing_secret,
                      case when e.previous_secret_until > :now then e.previous_secret end previous
            """;

    /**
     * Each endpoint has as many tries open as it may, whoever sends them; what waited longest goes first. The lock on the
     * endpoint keeps two claims from counting the same open tries; who comes second leaves the endpoint to the first.
     */
    private static final String DUE = """
            select due.id from (
                   select e.id from webhook_endpoint e
                    where exists (select 1 from webhook_delivery d
                           where d.endpoint_id = e.id and d.status in ('pending', 'sending') and not d.test
                             and d.next_attempt_at <= :now)
                      for no key update skip locked) w cross join lateral (
                   select p.id, p.next_attempt_at from webhook_delivery p
                    where p.endpoint_id = w.id and p.status in ('pending', 'sending') and not p.test
                      and p.next_attempt_at <= :now
                    order by p.next_attempt_at
                    limit greatest(0, :perEndpoint - (select count(*) from webhook_delivery s
                           where s.endpoint_id = w.id and s.status = 'sending' and not s.test
                             and s.next_attempt_at > :now))
                      for update skip locked) due
             order by due.next_attempt_at limit :limit
            """;

    private static final String TESTS = """
            select p.id from webhook_delivery p
             where p.status = 'pending' and p.test and p.created_at > :fresh
             order by p.created_at limit :limit for update skip locked
            """;

    private static final RowMapper<WebhookAttempt> ATTEMPT = (rs, ctx) -> new WebhookAttempt(
            rs.getString("id"),
            rs.getInt("attempts"),
            new WebhookEndpointId(rs.getString("endpoint_id")),
            rs.getString("url"),
            rs.getString("payload"),
            rs.getBoolean("test"),
            Rows.instant(rs, "created_at").orElseThrow(),
            secrets(rs));

    private final Jdbi jdbi;

    public WebhookDeliveries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Listens for new deliveries on a connection of its own. */
    public DatabaseSignal listen() {
        return DatabaseSignal.listen(jdbi, CHANNEL);
    }

    /**
     * Takes deliveries that are due and that nobody else is sending.
     *
     * @param until when others may take them, should this sender die
     * @param perEndpoint tries that one endpoint may have open
     */
    public List<WebhookAttempt> claim(Instant now, Instant until, int perEndpoint, int limit) {
        return jdbi.inTransaction(tx -> tx.createQuery(CLAIM.formatted(DUE))
                .bind("now", now)
                .bind("until", until)
                .bind("perEndpoint", perEndpoint)
                .bind("limit", limit)
                .map(ATTEMPT)
                .list());
    }

    /**
     * Takes samples that somebody is waiting for.
     *
     * @param patience how long owners wait; older ones are left alone
     */
    public List<WebhookAttempt> claimTests(Instant now, Instant until, Duration patience, int limit) {
        return jdbi.inTransaction(tx -> tx.createQuery(CLAIM.formatted(TESTS))
                .bind("now", now)
                .bind("until", until)
                .bind("fresh", now.minus(patience))
                .bind("limit", limit)
                .map(ATTEMPT)
                .list());
    }

    /**
     * Writes what became of a try.
     *
     * @param retryAt when to try again; empty when this was the last try
     * @return false, with nothing written, when the endpoint is gone or somebody else has begun another try
     */
    public boolean record(WebhookAttempt attempt, WebhookResult result, Optional<Instant> retryAt, Instant now) {
        boolean ended = result.delivered() || retryAt.isEmpty();
        return jdbi.withHandle(h -> h.createUpdate("""
                                update webhook_delivery set status = :status, status_code = :code, error = :error,
                                       duration_ms = :millis, next_attempt_at = coalesce(:retryAt, next_attempt_at),
                                       ended_at = :endedAt
                                 where id = :id and attempts = :number and status = 'sending'
                                """)
                        .bind("id", attempt.delivery())
                        .bind("number", attempt.number())
                        .bind("status", result.delivered() ? "delivered" : ended ? "failed" : "pending")
                        .bind(
                                "code",
                                result.statusCode().isPresent()
                                        ? result.statusCode().getAsInt()
                                        : null)
                        .bind("error", result.error().orElse(null))
                        .bind("millis", Math.toIntExact(result.duration().toMillis()))
                        .bind("retryAt", retryAt.orElse(null))
                        .bind("endedAt", ended ? now : null)
                        .execute())
                == 1;
    }

    /** Deliveries that have not ended. */
    public long open() {
        return jdbi.withHandle(h -> h.createQuery(
                        "select count(*) from webhook_delivery where status in ('pending', 'sending') and not test")
                .mapTo(Long.class)
                .one());
    }

    /**
     * Forgets deliveries that ended before a time, samples that nobody waits for, and events without deliveries.
     *
     * @return rows removed, at most {@code limit} of each kind
     */
    public int purge(Instant before, int limit) {
        return jdbi.inTransaction(tx ->
                tx.createUpdate("""
                                delete from webhook_delivery where id in
                                       (select id from webhook_delivery
                                         where ended_at <= :before or (test and ended_at is null and created_at <= :before)
                                         limit :limit for update skip locked)
                                """).bind("before", before).bind("limit", limit).execute()
                        + tx.createUpdate("""
                                delete from webhook_event where id in
                                       (select e.id from webhook_event e where e.created_at <= :before
                                          and not exists (select 1 from webhook_delivery d where d.event_id = e.id)
                                         limit :limit for update skip locked)
                                """)
                                .bind("before", before)
                                .bind("limit", limit)
                                .execute());
    }

    private static List<SigningSecret> secrets(ResultSet rs) throws SQLException {
        List<SigningSecret> secrets = new ArrayList<>();
        secrets.add(SigningSecret.of(rs.getBytes("signing_secret")));
        byte @Nullable [] previous = rs.getBytes("previous");
        if (previous != null) {
            secrets.add(SigningSecret.of(previous));
        }
        return secrets;
    }
}
