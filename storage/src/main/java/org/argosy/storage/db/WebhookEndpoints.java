package org.argosy.storage.db;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Page;
import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEventType;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** Webhook endpoints as their owners see them. Another tenant's are not there. Safe for use by any number of threads. */
public final class WebhookEndpoints {

    private static final String SELECT = "select id, tenant_id, name, url, event_types, signing_secret_hint,"
            + " created_at, updated_at from webhook_endpoint";

    private static final RowMapper<WebhookEndpoint> ENDPOINT = (rs, ctx) -> new WebhookEndpoint(
            new WebhookEndpointId(rs.getString("id")),
            new TenantId(rs.getString("tenant_id")),
            rs.getString("name"),
            rs.getString("url"),
            types(rs.getArray("event_types")),
            rs.getString("signing_secret_hint"),
            Rows.instant(rs, "created_at").orElseThrow(),
            Rows.instant(rs, "updated_at"));

    private final Jdbi jdbi;

    public WebhookEndpoints(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Adds an endpoint.
     *
     * @param most endpoints that a tenant may have
     * @return false, with nothing added, when it has as many
     */
    public boolean add(WebhookEndpoint endpoint, SigningSecret secret, int most) {
        return jdbi.inTransaction(tx -> {
            String tenant = endpoint.tenant().value();
            tx.execute("select 1 from tenant where id = ? for no key update", tenant);
            int present = tx.createQuery("select count(*) from webhook_endpoint where tenant_id = :tenant")
                    .bind("tenant", tenant)
                    .mapTo(Integer.class)
                    .one();
            if (present >= most) {
                return false;
            }
            insert(tx, endpoint, secret);
            return true;
        });
    }

    private static void insert(Handle tx, WebhookEndpoint endpoint, SigningSecret secret) {
        tx.createUpdate("""
                        insert into webhook_endpoint (id, tenant_id, name, url, event_types, signing_secret,
                               signing_secret_hint, created_at)
                        values (:id, :tenant, :name, :url, :types, :secret, :hint, :now)
                        """)
                .bind("id", endpoint.id().value())
                .bind("tenant", endpoint.tenant().value())
                .bind("name", endpoint.name())
                .bind("url", endpoint.url())
                .bindArray("types", String.class, wireNames(endpoint))
                .bind("secret", secret.bytes())
                .bind("hint", secret.hint())
                .bind("now", endpoint.createdAt())
                .execute();
    }

    public Optional<WebhookEndpoint> find(Scope scope, WebhookEndpointId id) {
        return jdbi.withHandle(h -> find(h, scope, id, ""));
    }

    private static Optional<WebhookEndpoint> find(Handle handle, Scope scope, WebhookEndpointId id, String lock) {
        String sql = SELECT + " where id = :id and " + Scoped.where(scope, "tenant_id") + " " + lock;
        return Scoped.bind(handle.createQuery(sql), scope)
                .bind("id", id.value())
                .map(ENDPOINT)
                .findOne();
    }

    /**
     * Endpoints, newest first.
     *
     * @param after the last endpoint of the page before; an unknown one gives an empty page
     * @param limit endpoints on the page, from 1
     */
    public Page<WebhookEndpoint> list(Scope scope, Optional<WebhookEndpointId> after, int limit) {
        String sql = SELECT + " where " + Scoped.where(scope, "tenant_id")
                + (after.isPresent()
                        ? " and (created_at, id) < (select c.created_at, c.id from webhook_endpoint c"
                                + " where c.id = :after and " + Scoped.where(scope, "c.tenant_id") + ")"
                        : "")
                + " order by created_at desc, id desc limit :limit";
        return jdbi.withHandle(h -> {
            var query = Scoped.bind(h.createQuery(sql), scope).bind("limit", limit + 1);
            after.ifPresent(a -> query.bind("after", a.value()));
            return Page.of(query.map(ENDPOINT).list(), limit);
        });
    }

    /**
     * Changes an endpoint's settings. Deliveries that wait go to the new URL.
     *
     * @return the endpoint as it is now; empty when the tenant has none of this id
     */
    public Optional<WebhookEndpoint> update(
            TenantId tenant, WebhookEndpointId id, WebhookEndpoint.Change change, Instant now) {
        return jdbi.inTransaction(tx -> {
            Optional<WebhookEndpoint> before = find(tx, tenant, id, "for no key update");
            Optional<WebhookEndpoint> after = before.map(endpoint -> endpoint.with(change));
            if (after.equals(before)) {
                return before;
            }
            tx.createUpdate("update webhook_endpoint set name = :name, url = :url, event_types = :types,"
                            + " updated_at = :now where id = :id")
                    .bind("id", id.value())
                    .bind("name", after.orElseThrow().name())
                    .bind("url", after.orElseThrow().url())
                    .bindArray("types", String.class, wireNames(after.orElseThrow()))
                    .bind("now", now)
                    .execute();
            return find(tx, tenant, id, "");
        });
    }

    /**
     * Gives an endpoint another secret.
     *
     * @param keepOldUntil how long deliveries are signed with the one before too; empty for not at all
     * @return the endpoint as it is now; empty when the tenant has none of this id
     */
    public Optional<WebhookEndpoint> rotate(
            TenantId tenant, WebhookEndpointId id, SigningSecret secret, Optional<Instant> keepOldUntil, Instant now) {
        return jdbi.inTransaction(tx -> {
            tx.createUpdate("""
                            update webhook_endpoint set signing_secret = :secret, signing_secret_hint = :hint,
                                   previous_secret = case when :keep then signing_secret end,
                                   previous_secret_until = :until, updated_at = :now
                             where id = :id and tenant_id = :tenant
                            """)
                    .bind("id", id.value())
                    .bind("tenant", tenant.value())
                    .bind("secret", secret.bytes())
                    .bind("hint", secret.hint())
                    .bind("keep", keepOldUntil.isPresent())
                    .bind("until", keepOldUntil.orElse(null))
                    .bind("now", now)
                    .execute();
            return find(tx, tenant, id, "");
        });
    }

    /**
     * Removes an endpoint with everything that was on its way to it.
     *
     * @return false when the tenant has none of this id
     */
    public boolean delete(TenantId tenant, WebhookEndpointId id) {
        return jdbi.withHandle(h -> h.execute(
                        "delete from webhook_endpoint where id = ? and tenant_id = ?", id.value(), tenant.value()))
                == 1;
    }

    private static List<String> wireNames(WebhookEndpoint endpoint) {
        return endpoint.eventTypes().stream().map(WebhookEventType::wireName).toList();
    }

    private static List<WebhookEventType> types(Array names) throws SQLException {
        return Arrays.stream((String[]) names.getArray())
                .map(name -> WebhookEventType.find(name).orElseThrow())
                .toList();
    }
}
