package org.argosy.storage.db;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.argosy.storage.Page;
import org.argosy.storage.TenantId;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantStatus;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What tenants have at this moment. */
final class TenantOverview {

    private static final String SELECT = """
            select t.id, t.name, t.created_at, (%s)::bigint as bytes,
                   (select count(*) from batch b where b.tenant_id = t.id and b.status in %s) as open_batches
              from tenant t
            """.formatted(TenantQuotas.STORED, TenantQuotas.OPEN);

    private final Jdbi jdbi;
    private final TenantPolicies policies;

    TenantOverview(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.policies = policies;
    }

    Optional<TenantStatus> find(String name, Instant now) {
        return jdbi.withHandle(h -> h
                .createQuery(SELECT + " where t.name = :name")
                .bind("name", name)
                .bind("now", now)
                .map((rs, ctx) -> row(
                        rs.getString("id"),
                        rs.getString("name"),
                        Rows.instant(rs, "created_at").orElseThrow(),
                        rs.getInt("open_batches"),
                        rs.getLong("bytes")))
                .list()
                .stream()
                .map(row -> row.with(tokens(h, List.of(row.id()))))
                .findFirst());
    }

    Page<TenantStatus> list(Optional<String> after, int limit, Instant now) {
        String sql = SELECT
                + (after.isPresent() ? " where t.name > (select c.name from tenant c where c.id = :after)" : "")
                + " order by t.name limit :limit";
        return jdbi.withHandle(h -> {
            var query = h.createQuery(sql).bind("now", now).bind("limit", limit + 1);
            after.ifPresent(id -> query.bind("after", id));
            List<Row> rows = query.map((rs, ctx) -> row(
                            rs.getString("id"),
                            rs.getString("name"),
                            Rows.instant(rs, "created_at").orElseThrow(),
                            rs.getInt("open_batches"),
                            rs.getLong("bytes")))
                    .list();
            List<Tokens> tokens = tokens(h, rows.stream().map(Row::id).toList());
            return Page.of(rows.stream().map(row -> row.with(tokens)).toList(), limit);
        });
    }

    private static List<Tokens> tokens(Handle handle, List<String> tenants) {
        return handle.createQuery("select b.tenant_id, l.model, l.admitted, sum(" + LaneAdmission.LEFT
                        + """
                        )::bigint as tokens
                          from lane l join batch b on b.id = l.batch_id join progress p on p.batch_id = b.id
                         where b.tenant_id = any(:tenants) and b.status in %s
                         group by b.tenant_id, l.model, l.admitted
                        """.formatted(TenantQuotas.OPEN))
                .bindArray("tenants", String.class, tenants)
                .map((rs, ctx) -> new Tokens(
                        rs.getString("tenant_id"),
                        rs.getString("model"),
                        rs.getBoolean("admitted"),
                        rs.getLong("tokens")))
                .list();
    }

    private Row row(String id, String name, Instant createdAt, int openBatches, long bytes) {
        return new Row(id, name, createdAt, policies, openBatches, bytes);
    }

    private record Tokens(String tenant, String model, boolean admitted, long tokens) {}

    private record Row(
            String id, String name, Instant createdAt, TenantPolicies policies, int openBatches, long bytes) {

        TenantStatus with(List<Tokens> ofAll) {
            Map<String, Long> enqueued = new HashMap<>();
            Map<String, Long> waiting = new HashMap<>();
            ofAll.stream()
                    .filter(tokens -> tokens.tenant().equals(id))
                    .forEach(tokens ->
                            (tokens.admitted() ? enqueued : waiting).merge(tokens.model(), tokens.tokens(), Long::sum));
            return new TenantStatus(
                    new TenantId(id), name, createdAt, policies.of(name), openBatches, bytes, enqueued, waiting);
        }
    }
}
