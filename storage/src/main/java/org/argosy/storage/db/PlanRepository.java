package org.argosy.storage.db;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Ids;
import org.argosy.storage.Lane;
import org.argosy.storage.Shard;
import org.argosy.storage.StoredFile;
import org.argosy.storage.ValidationError;
import org.argosy.storage.tenants.TenantPolicies;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.roaringbitmap.RoaringBitmap;

/**
 * Batches on their way from validating to in progress. Every write is fenced by the epoch of its claim: when another
 * planner took the batch, or the batch left the state Validating, it changes nothing and tells so.
 */
public final class PlanRepository {

    /** Which of the waiting batches a planner takes. */
    public enum Preference {
        OLDEST("b.created_at, b.id"),
        SMALLEST("f.bytes nulls first, b.created_at, b.id");

        private final String order;

        Preference(String order) {
            this.order = order;
        }
    }

    private final Jdbi jdbi;
    private final LaneAdmission admission;

    /** Without bounds on what tenants may have. */
    public PlanRepository(Jdbi jdbi) {
        this(jdbi, TenantPolicies.UNBOUNDED);
    }

    /**
     * @param policies what tenants may have
     */
    public PlanRepository(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.admission = new LaneAdmission(jdbi, policies);
    }

    /**
     * Takes a validating batch that nobody plans, or whose planner let the lease run out.
     *
     * @param until end of the lease
     */
    public Optional<PlanClaim> claim(Preference preference, Instant now, Instant until) {
        return jdbi.inTransaction(tx -> tx.createQuery("""
                        update batch set plan_epoch = plan_epoch + 1, plan_until = :until
                         where id = (select b.id from batch b left join file f on f.id = b.input_file_id
                                      where b.status = 'validating' and b.expires_at > :now
                                        and (b.plan_until is null or b.plan_until <= :now)
                                      order by %s limit 1 for update of b skip locked)
                        returning id, plan_epoch
                        """.formatted(preference.order))
                .bind("now", now)
                .bind("until", until)
                .map((rs, ctx) -> {
                    BatchId id = new BatchId(rs.getString("id"));
                    long epoch = rs.getLong("plan_epoch");
                    return BatchRepository.find(tx, id).map(batch -> new PlanClaim(batch, epoch));
                })
                .findOne()
                .flatMap(claim -> claim));
    }

    /**
     * Extends the lease.
     *
     * @return false, with nothing changed, when the claim no longer holds
     */
    public boolean keep(PlanClaim claim, Instant until) {
        return jdbi.inTransaction(tx -> hold(tx, claim, until));
    }

    /**
     * Adds shards and extends the lease.
     *
     * @param first true for the first chunk of a plan, which removes what an earlier plan left
     * @return false, with nothing changed, when the claim no longer holds
     */
    public boolean addShards(PlanClaim claim, boolean first, List<Shard> shards, Instant until) {
        return jdbi.inTransaction(tx -> {
            if (!hold(tx, claim, until)) {
                return false;
            }
            insert(tx, claim, first, shards);
            return true;
        });
    }

    /**
     * Adds the last shards and the lanes, and starts the batch. Lanes for whose tokens there is no room wait, if their
     * tenant prefers that.
     *
     * @return false, with nothing changed, when the claim no longer holds
     * @throws org.argosy.storage.tenants.QuotaExceededException when there is no room and the tenant would not wait; nothing
     *     was changed
     */
    public boolean start(PlanClaim claim, boolean first, List<Shard> shards, List<Lane> lanes, Instant now) {
        return jdbi.inTransaction(tx -> {
            if (!hold(tx, claim, now)) {
                return false;
            }
            insert(tx, claim, first, shards);
            addLanes(tx, claim, lanes, admission.admit(tx, claim.batch().tenant(), lanes));
            addProgress(tx, claim.batch(), now);
            tx.createUpdate("update batch set total = :total, model = :model where id = :id")
                    .bind("id", claim.batch().id().value())
                    .bind("total", lanes.stream().mapToInt(Lane::lines).sum())
                    .bind("model", lanes.size() == 1 ? lanes.getFirst().model() : null)
                    .execute();
            BatchState.Validating validating = new BatchState.Validating();
            return BatchRepository.move(tx, claim.batch().id(), validating, validating.start(now));
        });
    }

    /**
     * Ends the batch because its input is invalid.
     *
     * @return false, with nothing changed, when the claim no longer holds
     */
    public boolean fail(PlanClaim claim, List<ValidationError> errors, Instant now) {
        return jdbi.inTransaction(tx -> {
            if (!hold(tx, claim, now)) {
                return false;
            }
            removeShards(tx, claim);
            BatchState.Validating validating = new BatchState.Validating();
            return BatchRepository.move(tx, claim.batch().id(), validating, validating.fail(now, errors));
        });
    }

    /** Gives the batch back; another planner may take it from {@code retryAt} on. */
    public void release(PlanClaim claim, Instant retryAt) {
        jdbi.useTransaction(tx -> hold(tx, claim, retryAt));
    }

    /** Removes what a plan wrote for a batch that was cancelled meanwhile. */
    public void discard(PlanClaim claim) {
        jdbi.useTransaction(tx -> {
            boolean dead = tx.createQuery("""
                            select 1 from batch b where b.id = :id and b.plan_epoch = :epoch and b.status <> 'validating'
                               and not exists (select 1 from progress p where p.batch_id = b.id) for update
                            """)
                    .bind("id", claim.batch().id().value())
                    .bind("epoch", claim.epoch())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            if (dead) {
                removeShards(tx, claim);
            }
        });
    }

    private static boolean hold(Handle tx, PlanClaim claim, Instant until) {
        return tx.createUpdate("""
                        update batch set plan_until = :until
                         where id = :id and plan_epoch = :epoch and status = 'validating'
                        """)
                        .bind("id", claim.batch().id().value())
                        .bind("epoch", claim.epoch())
                        .bind("until", until)
                        .execute()
                == 1;
    }

    private static void insert(Handle tx, PlanClaim claim, boolean first, List<Shard> shards) {
        if (first) {
            removeShards(tx, claim);
        }
        if (shards.isEmpty()) {
            return;
        }
        PreparedBatch rows = tx.prepareBatch("""
                insert into shard (batch_id, ordinal, model, first_line, last_line, lines, byte_offset, byte_length,
                       estimated_tokens, members)
                values (:batch, :ordinal, :model, :firstLine, :lastLine, :lines, :offset, :length, :tokens, :members)
                """);
        for (Shard shard : shards) {
            rows.bind("batch", claim.batch().id().value())
                    .bind("ordinal", shard.ordinal())
                    .bind("model", shard.model())
                    .bind("firstLine", shard.firstLine())
                    .bind("lastLine", shard.lastLine())
                    .bind("lines", shard.lines())
                    .bind("offset", shard.byteOffset())
                    .bind("length", shard.byteLength())
                    .bind("tokens", shard.estimatedTokens())
                    .bind("members", shard.members())
                    .add();
        }
        rows.execute();
    }

    private static void removeShards(Handle tx, PlanClaim claim) {
        tx.createUpdate("delete from shard where batch_id = :id")
                .bind("id", claim.batch().id().value())
                .execute();
    }

    private static void addLanes(Handle tx, PlanClaim claim, List<Lane> lanes, Set<String> waiting) {
        PreparedBatch rows = tx.prepareBatch("insert into lane (batch_id, model, lines, estimated_tokens, admitted)"
                + " values (:batch, :model, :lines, :tokens, :admitted)");
        for (Lane lane : lanes) {
            rows.bind("batch", claim.batch().id().value())
                    .bind("model", lane.model())
                    .bind("lines", lane.lines())
                    .bind("tokens", lane.estimatedTokens())
                    .bind("admitted", !waiting.contains(lane.model()))
                    .add();
        }
        rows.execute();
    }

    private static void addProgress(Handle tx, Batch batch, Instant now) {
        tx.createUpdate("""
                        insert into progress
                               (batch_id, completed_lines, output_file_id, error_file_id, provenance_file_id, updated_at)
                        values (:batch, :none, :output, :error, :provenance, :now)
                        """)
                .bind("batch", batch.id().value())
                .bind("none", noLines())
                .bind("output", addResultFile(tx, batch, "output", now).value())
                .bind("error", addResultFile(tx, batch, "error", now).value())
                .bind("provenance", addResultFile(tx, batch, "provenance", now).value())
                .bind("now", now)
                .execute();
    }

    private static FileId addResultFile(Handle tx, Batch batch, String kind, Instant now) {
        FileId id = Ids.file();
        String name = "%s_%s.jsonl".formatted(batch.id(), kind);
        FileRepository.addPending(
                tx, new StoredFile(id, batch.tenant(), FilePurpose.BATCH_OUTPUT, name, 0, now, Optional.empty()));
        return id;
    }

    private static byte[] noLines() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new RoaringBitmap().serialize(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
