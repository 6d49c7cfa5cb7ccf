package org.argosy.storage;

import java.time.Instant;

/**
 * What became of a tenant's lines of one model in some span of time. Immutable.
 *
 * @param start of the span
 * @param tenantName by which operators know the tenant
 */
public record UsageBucket(
        Instant start,
        TenantId tenant,
        String tenantName,
        String model,
        long completed,
        long failed,
        TokenCounts tokens) {

    /** Where a page of buckets ends: their order is by start, tenant and model. */
    public record Position(Instant start, TenantId tenant, String model) {}

    public Position position() {
        return new Position(start, tenant, model);
    }
}
