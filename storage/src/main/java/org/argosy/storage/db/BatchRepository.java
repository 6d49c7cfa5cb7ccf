package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchInput;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.FileId;
import org.argosy.storage.Page;
import org.argosy.storage.Scope;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.tenants.TenantPolicies;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Batches as their owners see them. Every change of status is a compare-and-set on the status it leaves, so that of two
 * that try only one wins; one that ends a batch writes the event that tells of it in the same transaction.
 */
public final class BatchRepository {

    private final Jdbi jdbi;
    private final TenantQuotas quotas;

    /** Without bounds on what tenants may have. */
    public BatchRepository(Jdbi jdbi) {
        this(jdbi, TenantPolicies.UNBOUNDED);
    }

    /**
     * @param policies what tenants may have
     */
    public BatchRepository(Jdbi jdbi, TenantPolicies policies) {
        this.jdbi = jdbi;
        this.quotas = new TenantQuotas(policies);
    }

    /** Adds a batch in the state Validating, together with the message that announces it, in one transaction. */
    public void add(Batch batch, OutboxMessage announcement) {
        jdbi.useTransaction(tx -> add(tx, batch, announcement));
    }

    /**
     * Adds a batch, unless this call has added one before.
     *
     * @param answer what the client will be told
     * @throws org.argosy.storage.tenants.QuotaExceededException when its tenant may have no more
     */
    public CreateResult add(Batch batch, OutboxMessage announcement, CreateCall call, String answer) {
        return CreateCalls.once(
                jdbi, call, batch.id().value(), answer, batch.createdAt(), tx -> add(tx, batch, announcement));
    }

    /**
     * Adds a batch and its input file, unless this call has added one before.
     *
     * @param answer what the client will be told
     * @throws org.argosy.storage.tenants.QuotaExceededException when its tenant may have or store no more
     */
    public CreateResult add(
            Batch batch,
            StoredFile input,
            Segment content,
            OutboxMessage announcement,
            CreateCall call,
            String answer) {
        return CreateCalls.once(jdbi, call, batch.id().value(), answer, batch.createdAt(), tx -> {
            quotas.admitBytes(tx, input.tenant(), input.bytes(), input.createdAt());
            FileRepository.addWhole(tx, input, List.of(content));
            add(tx, batch, announcement);
        });
    }

    private void add(Handle tx, Batch batch, OutboxMessage announcement) {
        quotas.admitBatch(tx, batch.tenant());
        BatchInput input = batch.request().input();
        tx.createUpdate("""
                            insert into batch (id, tenant_id, endpoint, input_file_id, completion_window,
                                window_seconds, metadata, output_expires_after, inline_provenance, created_at, expires_at,
                                status, more_input_file_ids, parent_id, retry_codes, priority)
                            values (:id, :tenant, :endpoint, :input, :window, :windowSeconds,
                                cast(:metadata as json), :outputExpiresAfter, :inlineProvenance, :createdAt, :expiresAt, :status,
                                :moreInputs, :parent, :retryCodes, :priority)
                            """)
                .bind("id", batch.id().value())
                .bind("tenant", batch.tenant().value())
                .bind("endpoint", batch.request().endpoint())
                .bind("input", batch.request().inputFile().value())
                .bind("window", batch.request().completionWindow())
                .bind("windowSeconds", batch.request().window().toSeconds())
                .bind("metadata", BatchJson.metadata(batch.request().metadata()))
                .bind("outputExpiresAfter", seconds(batch.request().outputExpiresAfter()))
                .bind("inlineProvenance", batch.request().inlineProvenance())
                .bind("createdAt", batch.createdAt())
                .bind("expiresAt", batch.expiresAt())
                .bind("status", batch.state().status().wireName())
                .bind("priority", batch.standing().priority().wireName())
                .bindArray(
                        "moreInputs",
                        String.class,
                        input.files().stream().skip(1).map(FileId::value).toList())
                .bind("parent", input.retry().map(r -> r.parent().value()).orElse(null))
                .bindArray(
                        "retryCodes",
                        String.class,
                        input.retry().map(BatchInput.Retry::codes).orElse(List.of()))
                .execute();
        OutboxRepository.add(tx, announcement, batch.createdAt());
    }

    public Optional<Batch> find(Scope scope, BatchId id) {
        return jdbi.withHandle(h -> Scoped.bind(
                        h.createQuery(BatchRows.SELECT + " where b.id = :id and " + Scoped.where(scope, "b.tenant_id")),
                        scope)
                .bind("id", id.value())
                .map(BatchRows.MAPPER)
                .findOne());
    }

    /** A batch whoever owns it: for the platform's own work, never for a request of a tenant. */
    public Optional<Batch> findAny(BatchId id) {
        return jdbi.withHandle(h -> find(h, id));
    }

    static Optional<Batch> find(Handle handle, BatchId id) {
        return handle.createQuery(BatchRows.SELECT + " where b.id = :id")
                .bind("id", id.value())
                .map(BatchRows.MAPPER)
                .findOne();
    }

    /**
     * Batches, newest first.
     *
     * @param after the last batch of the page before; an unknown one gives an empty page
     * @param limit batches on the page, from 1
     */
    public Page<Batch> list(Scope scope, Optional<BatchId> after, int limit) {
        String sql = BatchRows.SELECT + " where " + Scoped.where(scope, "b.tenant_id")
                + (after.isPresent()
                        ? " and (b.created_at, b.id) <"
                                + " (select c.created_at, c.id from batch c where c.id = :after and "
                                + Scoped.where(scope, "c.tenant_id") + ")"
                        : "")
                + " order by b.created_at desc, b.id desc limit :limit";
        return jdbi.withHandle(h -> {
            var query = Scoped.bind(h.createQuery(sql), scope).bind("limit", limit + 1);
            after.ifPresent(a -> query.bind("after", a.value()));
            return Page.of(query.map(BatchRows.MAPPER).list(), limit);
        });
    }

    /**
     * Moves a batch from one state to the next, together with a message that tells of it.
     *
     * @return false, with nothing changed, when the batch is no longer in the state {@code from}
     */
    public boolean move(BatchId id, BatchState from, BatchState to, OutboxMessage announcement, Instant now) {
        return jdbi.inTransaction(tx -> {
            boolean moved = move(tx, id, from, to);
            if (moved) {
                OutboxRepository.add(tx, announcement, now);
            }
            return moved;
        });
    }

    /** {@link #move(BatchId, BatchState, BatchState, OutboxMessage, Instant)} as a part of a larger transaction. */
    static boolean move(Handle tx, BatchId id, BatchState from, BatchState to) {
        boolean moved = update(tx, id, from, to);
        if (moved && to instanceof BatchState.Ended ended) {
            WebhookEvents.add(tx, id, ended);
        }
        return moved;
    }

    private static boolean update(Handle tx, BatchId id, BatchState from, BatchState to) {
        BatchResults results = to instanceof BatchState.Ended ended ? ended.results() : BatchResults.NONE;
        return tx.createUpdate("""
                        update batch set status = :status, in_progress_at = :inProgressAt,
                               finalizing_at = :finalizingAt, cancelling_at = :cancellingAt,
                               completed_at = :completedAt, failed_at = :failedAt,
                               expired_at = :expiredAt, cancelled_at = :cancelledAt,
                               output_file_id = :output, error_file_id = :error, errors = cast(:errors as json)
                         where id = :id and status = :from
                        """)
                        .bind("id", id.value())
                        .bind("from", from.status().wireName())
                        .bind("status", to.status().wireName())
                        .bind("inProgressAt", to.inProgressAt().orElse(null))
                        .bind("finalizingAt", to.finalizingAt().orElse(null))
                        .bind("cancellingAt", to.cancellingAt().orElse(null))
                        .bind("completedAt", to instanceof BatchState.Completed c ? c.at() : null)
                        .bind("failedAt", to instanceof BatchState.Failed f ? f.at() : null)
                        .bind("expiredAt", to instanceof BatchState.Expired e ? e.at() : null)
                        .bind("cancelledAt", to instanceof BatchState.Cancelled c ? c.at() : null)
                        .bind("output", results.output().map(Object::toString).orElse(null))
                        .bind("error", results.error().map(Object::toString).orElse(null))
                        .bind("errors", to instanceof BatchState.Failed f ? BatchJson.errors(f.errors()) : null)
                        .execute()
                == 1;
    }

    private static @Nullable Long seconds(Optional<Duration> duration) {
        return duration.map(Duration::toSeconds).orElse(null);
    }
}
