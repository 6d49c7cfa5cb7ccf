package org.argosy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A batch as it stands at one moment. Immutable.
 *
 * @param model the one model that every line names; empty before validation and when the lines name several
 * @param usage tokens so far
 * @param pace how fast its lines have been coming lately
 * @param standing how it stands in the queue
 * @param children the batches that run again what it left without success, oldest first
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
        TokenCounts usage,
        Pace pace,
        Standing standing,
        List<BatchId> children) {

    public Batch {
        children = List.copyOf(children);
    }

    /** A batch of which nothing has been running. */
    public Batch(
            BatchId id,
            TenantId tenant,
            BatchRequest request,
            Instant createdAt,
            Instant expiresAt,
            Optional<String> model,
            BatchState state,
            RequestCounts counts,
            TokenCounts usage) {
        this(
                id,
                tenant,
                request,
                createdAt,
                expiresAt,
                model,
                state,
                counts,
                usage,
                Pace.NONE,
                Standing.of(request.priority()),
                List.of());
    }
}
