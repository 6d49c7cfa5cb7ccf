package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import org.argosy.storage.Batch;
import org.argosy.storage.Pace;
import org.argosy.storage.Scope;
import org.jdbi.v3.core.Jdbi;

/** What runs now, in sums over all batches that have not ended. Safe for use by any number of threads. */
public final class OverviewRepository {

    private static final String OPEN = "b.status in ('validating', 'in_progress', 'finalizing', 'cancelling')";

    /** Paces that are older than this are none; the exponential function takes no larger exponents. */
    private static final long MEMORIES = 20;

    private final Jdbi jdbi;

    public OverviewRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A batch and its owner.
     *
     * @param tenant the owner's name
     */
    public record OwnedBatch(String tenant, Batch batch) {}

    /**
     * What a tenant has open.
     *
     * @param owed lines without an outcome yet
     */
    public record TenantLoad(String tenant, int batches, long owed, double linesPerSecond, double tokensPerSecond) {}

    /**
     * What is asked of a model.
     *
     * @param unsent lines that wait in the queue
     */
    public record ModelLoad(String model, int batches, long lines, long unsent) {}

    /** The newest batches that have not ended. */
    public List<OwnedBatch> batches(Scope scope, int limit) {
        String sql = BatchRows.SELECT.replaceFirst("select ", "select t.name tenant_name, ")
                + " join tenant t on t.id = b.tenant_id where " + OPEN + " and " + Scoped.where(scope, "b.tenant_id")
                + " order by b.created_at desc, b.id desc limit :limit";
        return jdbi.withHandle(h -> Scoped.bind(h.createQuery(sql), scope)
                .bind("limit", limit)
                .map((rs, ctx) -> new OwnedBatch(rs.getString("tenant_name"), BatchRows.MAPPER.map(rs, ctx)))
                .list());
    }

    /** Tenants that have anything open, those that are owed most first. Their rates are the sums of their batches', as {@link Pace} has them. */
    public List<TenantLoad> tenants(Scope scope, Instant now, int limit) {
        long memory = Pace.MEMORY.toSeconds();
        String sql = """
                select t.name, count(*) batches, coalesce(sum(b.total - p.completed - p.failed), 0) owed,
                       coalesce(sum(p.recent_lines * a.weight / a.seconds), 0) lines_per_second,
                       coalesce(sum(p.recent_tokens * a.weight / a.seconds), 0) tokens_per_second
                  from batch b
                  join tenant t on t.id = b.tenant_id
                  left join progress p on p.batch_id = b.id
                  left join lateral (select case when p.updated_at > cast(:now as timestamptz) - :memories * :memory * interval '1 second'
                                 then exp(least(0, extract(epoch from (p.updated_at - cast(:now as timestamptz)))) / :memory)
                                 else 0 end weight,
                                 :memory * (1 - exp(-least(:memories * :memory, greatest(1,
                                     extract(epoch from (cast(:now as timestamptz) - b.in_progress_at)))) / :memory)) seconds) a
                    on true
                 where\s""" + OPEN + " and " + Scoped.where(scope, "b.tenant_id")
                + " group by t.name order by owed desc, t.name limit :limit";
        return jdbi.withHandle(h -> Scoped.bind(h.createQuery(sql), scope)
                .bind("now", now)
                .bind("memory", memory)
                .bind("memories", MEMORIES)
                .bind("limit", limit)
                .map((rs, ctx) -> new TenantLoad(
                        rs.getString("name"),
                        rs.getInt("batches"),
                        rs.getLong("owed"),
                        rs.getDouble("lines_per_second"),
                        rs.getDouble("tokens_per_second")))
                .list());
    }

    /** Models of which anything is asked. */
    public List<ModelLoad> models(Scope scope) {
        String sql = """
                select l.model, count(*) batches, sum(l.lines) lines, sum(l.lines - l.published_lines) unsent
                  from lane l join batch b on b.id = l.batch_id where\s""" + OPEN + " and " + Scoped.where(scope, "b.tenant_id") + " group by l.model order by l.model";
        return jdbi.withHandle(h -> Scoped.bind(h.createQuery(sql), scope)
                .map((rs, ctx) -> new ModelLoad(
                        rs.getString("model"), rs.getInt("batches"), rs.getLong("lines"), rs.getLong("unsent")))
                .list());
    }
}
