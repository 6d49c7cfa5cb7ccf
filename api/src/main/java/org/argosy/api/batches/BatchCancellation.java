package org.argosy.api.batches;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.Scope;
import org.argosy.storage.db.BatchRepository;

/**
 * Asks for the end of a batch. Asking again is no error; a batch that ended in another way cannot be cancelled. Safe for
 * use by any number of threads.
 */
public final class BatchCancellation {

    private final BatchRepository batches;
    private final Clock clock;

    public BatchCancellation(BatchRepository batches, Clock clock) {
        this.batches = batches;
        this.clock = clock;
    }

    /** The batch as it is now: cancelling, or cancelled already. */
    public Batch cancel(Scope scope, BatchId id) {
        while (true) {
            Batch batch = batches.find(scope, id).orElseThrow(() -> NoSuchBatch.of(id));
            switch (batch.state()) {
                case BatchState.Cancelling _, BatchState.Cancelled _ -> {
                    return batch;
                }
                case BatchState.Cancellable open -> requestCancel(id, open);
                case BatchState.Ended ended ->
                    throw new ApiException(new ApiError.Conflict("Cannot cancel a batch with status '"
                            + ended.status().wireName() + "'."));
            }
        }
    }

    /** Loses when the batch moves on in this moment; the caller looks again, and as states only go forward, not for ever. */
    private void requestCancel(BatchId id, BatchState.Cancellable from) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        batches.move(id, from, from.cancel(now), BatchEvents.cancelRequested(id, now), now);
    }
}
