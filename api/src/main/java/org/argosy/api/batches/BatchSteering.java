package org.argosy.api.batches;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.Priority;
import org.argosy.storage.Scope;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.StandingRepository;

/**
 * Pauses and resumes a batch and changes its priority, while it may still send something. Asking again is no error. Safe
 * for use by any number of threads.
 */
public final class BatchSteering {

    private final BatchRepository batches;
    private final StandingRepository standings;
    private final Clock clock;

    public BatchSteering(BatchRepository batches, StandingRepository standings, Clock clock) {
        this.batches = batches;
        this.standings = standings;
        this.clock = clock;
    }

    /** The batch as it is then. */
    public Batch pause(Scope scope, BatchId id) {
        return after(
                scope,
                id,
                "pause",
                standings.pause(known(scope, id), clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    /** The batch as it is then. */
    public Batch resume(Scope scope, BatchId id) {
        return after(scope, id, "resume", standings.resume(known(scope, id)));
    }

    /** The batch as it is then. */
    public Batch prioritise(Scope scope, BatchId id, Priority priority) {
        return after(scope, id, "change the priority of", standings.prioritise(known(scope, id), priority));
    }

    private BatchId known(Scope scope, BatchId id) {
        return find(scope, id).id();
    }

    private Batch after(Scope scope, BatchId id, String verb, boolean done) {
        Batch batch = find(scope, id);
        if (!done) {
            throw new ApiException(new ApiError.Conflict("Cannot " + verb + " a batch with status '"
                    + batch.state().status().wireName() + "'."));
        }
        return batch;
    }

    private Batch find(Scope scope, BatchId id) {
        return batches.find(scope, id).orElseThrow(() -> NoSuchBatch.of(id));
    }
}
