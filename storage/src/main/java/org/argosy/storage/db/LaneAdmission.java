package org.argosy.storage.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.argosy.storage.BatchId;
import org.argosy.storage.Lane;
import org.argosy.storage.TenantId;
import org.argosy.storage.tenants.QuotaExceededException;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Bounds the tokens of a tenant's open batches, for each model. What counts is the estimate of each admitted lane, in
 * proportion to the lines of its batch that have no outcome yet. A lane that finds no room is refused with its batch, or
 * waits, as the tenant prefers: lanes that wait are admitted in the order in which their batches were made, and none
 * passes another. The tenant is locked meanwhile, so that two lanes never share the same room. Safe for use by any number
 * of threads and processes; blocks on the database.
 */
public final class LaneAdmission {

    /** Tokens of a lane that are not finished. */
    static final String LEFT =
            "ceil(l.estimated_tokens::numeric * greatest(b.total - p.completed - p.failed, 0) / greatest(b.total, 1))";

    private static final String ENQUEUED = """
            from lane l join batch b on b.id = l.batch_id join progress p on p.batch_id = b.id
             where b.tenant_id = :tenant and b.status in %s and l.model = :model and l.admitted
            """.formatted(TenantQuotas.OPEN);

    private static final String WAITING = """
            from lane l join batch b on b.id = l.batch_id
             where not l.admitted and b.status = 'in_progress'
            """;

    private static final int MOST_AT_ONCE = 1_000;

    private final Jdbi jdbi;
    private final TenantQuotas quotas;

    public LaneAdmission(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.quotas = new TenantQuotas(policies);
    }

    /**
     * The models whose lanes must wait, of a batch that is about to start.
     *
     * @throws QuotaExceededException when a lane finds no room and its tenant would not have it wait, or never could
     */
    Set<String> admit(Handle tx, TenantId tenant, List<Lane> lanes) {
        if (!quotas.anybody(policy -> !policy.tokens().isUnbounded())) {
            return Set.of();
        }
        TenantPolicy policy = quotas.lock(tx, tenant);
        Set<String> waiting = new HashSet<>();
        for (Lane lane : lanes) {
            OptionalLong limit = policy.tokens().of(lane.model());
            if (limit.isPresent()
                    && !fits(
                            tx, tenant, lane, limit.getAsLong(), policy.tokens().waits())) {
                waiting.add(lane.model());
            }
        }
        return waiting;
    }

    private static boolean fits(Handle tx, TenantId tenant, Lane lane, long limit, boolean waits) {
        if (lane.estimatedTokens() > limit) {
            throw QuotaExceededException.tooManyTokens(tenant.value(), lane.model(), limit, lane.estimatedTokens());
        }
        boolean fits = enqueued(tx, tenant, lane.model()) + lane.estimatedTokens() <= limit;
        if (!waits && !fits) {
            throw QuotaExceededException.tokens(tenant.value(), lane.model(), limit);
        }
        return fits && candidates(tx, tenant, lane.model()).isEmpty();
    }

    /**
     * Admits lanes for which there is room by now.
     *
     * @return how many
     */
    public int admitWaiting() {
        int admitted = 0;
        for (Queue queue : queues()) {
            admitted += jdbi.inTransaction(tx -> admit(tx, queue));
        }
        return admitted;
    }

    /** The models for which each of these batches waits for room; a batch that does not wait is left out. */
    public Map<BatchId, Set<String>> waiting(Collection<BatchId> batches) {
        Map<BatchId, Set<String>> waiting = new HashMap<>();
        jdbi.useHandle(h -> h.createQuery("select l.batch_id, l.model " + WAITING + " and b.id = any(:ids)")
                .bindArray(
                        "ids",
                        String.class,
                        batches.stream().map(BatchId::value).toList())
                .map((rs, ctx) -> waiting.computeIfAbsent(new BatchId(rs.getString("batch_id")), _ -> new HashSet<>())
                        .add(rs.getString("model")))
                .list());
        return waiting;
    }

    /** Tenants and models with lanes that wait. */
    private List<Queue> queues() {
        return jdbi.withHandle(h -> h.createQuery("select distinct b.tenant_id, l.model " + WAITING)
                .map((rs, ctx) -> new Queue(new TenantId(rs.getString("tenant_id")), rs.getString("model")))
                .list());
    }

    private int admit(Handle tx, Queue queue) {
        OptionalLong limit = quotas.lock(tx, queue.tenant()).tokens().of(queue.model());
        long enqueued = enqueued(tx, queue.tenant(), queue.model());
        List<String> admitted = new ArrayList<>();
        for (Candidate next : candidates(tx, queue.tenant(), queue.model())) {
            // Whatever its size, a lane may run alone: the limit may be lower now than when the lane was let in.
            if (limit.isPresent() && enqueued > 0 && enqueued + next.tokens() > limit.getAsLong()) {
                break;
            }
            enqueued += next.tokens();
            admitted.add(next.batch());
        }
        if (!admitted.isEmpty()) {
            tx.createUpdate("update lane set admitted = true where model = :model and batch_id = any(:batches)")
                    .bind("model", queue.model())
                    .bindArray("batches", String.class, admitted)
                    .execute();
        }
        return admitted.size();
    }

    private static long enqueued(Handle tx, TenantId tenant, String model) {
        return tx.createQuery("select coalesce(sum(" + LEFT + "), 0)::bigint " + ENQUEUED)
                .bind("tenant", tenant.value())
                .bind("model", model)
                .mapTo(Long.class)
                .one();
    }

    private static List<Candidate> candidates(Handle tx, TenantId tenant, String model) {
        return tx.createQuery("select l.batch_id, l.estimated_tokens " + WAITING
                        + " and b.tenant_id = :tenant and l.model = :model order by b.created_at, b.id limit :most")
                .bind("tenant", tenant.value())
                .bind("model", model)
                .bind("most", MOST_AT_ONCE)
                .map((rs, ctx) -> new Candidate(rs.getString("batch_id"), rs.getLong("estimated_tokens")))
                .list();
    }

    private record Queue(TenantId tenant, String model) {}

    private record Candidate(String batch, long tokens) {}
}
