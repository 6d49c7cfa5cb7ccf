package org.argosy.api.batches;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchState;
import org.argosy.storage.Ids;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.db.BatchRepository;

/**
 * Creates a batch and answers at once: the input is looked at afterwards, by the planner, so even a file that does not
 * exist makes a batch, which then fails. Safe for use by any number of threads.
 */
public final class BatchCreation {

    private final BatchRepository batches;
    private final Clock clock;

    public BatchCreation(BatchRepository batches, Clock clock) {
        this.batches = batches;
        this.clock = clock;
    }

    /** The new batch. It and the event that announces it are in the database when this returns. */
    public Batch create(TenantId tenant, BatchRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BatchId id = Ids.batch();
        Batch batch = new Batch(
                id,
                tenant,
                request,
                now,
                now.plus(request.window()),
                Optional.empty(),
                new BatchState.Validating(),
                RequestCounts.NONE,
                TokenCounts.NONE);
        batches.add(batch, BatchEvents.submitted(id, now));
        return batch;
    }
}
