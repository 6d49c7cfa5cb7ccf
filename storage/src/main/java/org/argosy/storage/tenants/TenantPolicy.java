package org.argosy.storage.tenants;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a tenant may have, and its weight beside others. What is empty has no bound. Immutable.
 *
 * @param weight its part of a model that several tenants want, beside theirs; from 1
 * @param maxOpenBatches batches that have not ended
 * @param tokens estimated tokens of its open batches
 * @param maxBytes of its files, whoever wrote them
 * @param requests that it may send to the API
 */
public record TenantPolicy(
        int weight,
        OptionalInt maxOpenBatches,
        TokenQuota tokens,
        OptionalLong maxBytes,
        Optional<RequestRate> requests) {

    /** The same weight for everybody, and no bounds. */
    public static final TenantPolicy UNBOUNDED =
            new TenantPolicy(1, OptionalInt.empty(), TokenQuota.NONE, OptionalLong.empty(), Optional.empty());

    public TenantPolicy {
        if (weight < 1 || maxOpenBatches.orElse(1) < 1 || maxBytes.orElse(1) < 1) {
            throw new IllegalArgumentException("a tenant's weight and quotas must be at least 1");
        }
    }
}
