package org.argosy.storage.tenants;

import java.time.Instant;
import java.util.Map;
import org.argosy.storage.TenantId;

/**
 * A tenant, what it may have, and what it has. Immutable.
 *
 * @param openBatches batches that have not ended
 * @param bytes of its files and of the parts of files that are under way
 * @param enqueuedTokens by model, estimated tokens of open batches that are not finished and may run
 * @param waitingTokens by model, those of batches that wait for room
 */
public record TenantStatus(
        TenantId id,
        String name,
        Instant createdAt,
        TenantPolicy policy,
        int openBatches,
        long bytes,
        Map<String, Long> enqueuedTokens,
        Map<String, Long> waitingTokens) {

    public TenantStatus {
        enqueuedTokens = Map.copyOf(enqueuedTokens);
        waitingTokens = Map.copyOf(waitingTokens);
    }
}
