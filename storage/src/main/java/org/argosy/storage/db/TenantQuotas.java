package org.argosy.storage.db;

import java.time.Instant;
import java.util.function.Predicate;
import org.argosy.storage.TenantId;
import org.argosy.storage.tenants.QuotaExceededException;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.jdbi.v3.core.Handle;

/**
 * Holds tenants to their quotas. Each check locks the tenant until the end of the transaction that adds what was checked,
 * so that of two additions that do not both fit one is refused. A tenant without a bound is not locked. Immutable.
 */
final class TenantQuotas {

    /** States of batches that have not ended. */
    static final String OPEN = "('validating', 'in_progress', 'finalizing', 'cancelling')";

    /** Bytes of a tenant's files, of outputs that are being written, and of parts that are not a file yet. */
    static final String STORED = """
            (select coalesce(sum(f.bytes), 0) from file f
              where f.tenant_id = t.id and f.ready_at is not null and f.deleted_at is null
                and (f.expires_at is null or f.expires_at > :now))
            + (select coalesce(sum(s.bytes), 0) from batch b
                join progress p on p.batch_id = b.id
                join segment s on s.file_id in (p.output_file_id, p.error_file_id)
              where b.tenant_id = t.id and b.status in %s)
            + (select coalesce(sum(p.bytes), 0) from upload u join upload_part p on p.upload_id = u.id
              where u.tenant_id = t.id and u.status = 'pending' and u.expires_at > :now)
            """.formatted(OPEN);

    private final TenantPolicies policies;

    TenantQuotas(TenantPolicies policies) {
        this.policies = policies;
    }

    /**
     * To be asked before a batch is added.
     *
     * @throws QuotaExceededException when the tenant has as many open ones as it may
     */
    void admitBatch(Handle tx, TenantId tenant) {
        if (!anybody(policy -> policy.maxOpenBatches().isPresent())) {
            return;
        }
        TenantPolicy policy = lock(tx, tenant);
        if (policy.maxOpenBatches().isEmpty()) {
            return;
        }
        int open = tx.createQuery("select count(*) from batch where tenant_id = :tenant and status in " + OPEN)
                .bind("tenant", tenant.value())
                .mapTo(Integer.class)
                .one();
        int most = policy.maxOpenBatches().getAsInt();
        if (open >= most) {
            throw QuotaExceededException.openBatches(most);
        }
    }

    /**
     * To be asked before bytes are added to what a tenant stores.
     *
     * @throws QuotaExceededException when it would have more than it may
     */
    void admitBytes(Handle tx, TenantId tenant, long bytes, Instant now) {
        if (!anybody(policy -> policy.maxBytes().isPresent())) {
            return;
        }
        TenantPolicy policy = lock(tx, tenant);
        if (policy.maxBytes().isEmpty()) {
            return;
        }
        long stored = stored(tx, tenant, now);
        long most = policy.maxBytes().getAsLong();
        if (stored + bytes > most) {
            throw QuotaExceededException.bytes(most, stored);
        }
    }

    static long stored(Handle handle, TenantId tenant, Instant now) {
        return handle.createQuery("select (" + STORED + ")::bigint from tenant t where t.id = :tenant")
                .bind("tenant", tenant.value())
                .bind("now", now)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /** Locks a tenant until the transaction ends, against others who lock it and nobody else. */
    TenantPolicy lock(Handle tx, TenantId tenant) {
        return policies.of(tx.createQuery("select name from tenant where id = :id for no key update")
                .bind("id", tenant.value())
                .mapTo(String.class)
                .one());
    }

    boolean anybody(Predicate<TenantPolicy> bounded) {
        return policies.all().anyMatch(bounded);
    }
}
