package org.argosy.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * A batch as it stands at one moment. Immutable.
 *
 * @param model the one model that every line names; empty before validation and when the lines name several
 * @param usage tokens so far
 */
public record Batch(
        BatchId id,
        TenantId tenant,
        BatchRequest request,
        Instant createdAt,
        Instant expiresAt,
        Optional<String> model,
        BatchState state,
        RequestCounts counts,
        TokenCounts usage) {}
