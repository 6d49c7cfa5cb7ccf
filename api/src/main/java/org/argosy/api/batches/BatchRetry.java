package org.argosy.api.batches;

import java.util.function.Function;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchState;
import org.argosy.storage.CreateCall;
import org.argosy.storage.CreateResult;
import org.argosy.storage.db.BatchRepository;

/**
 * Makes a batch that runs again what another one left without success. Which lines these are is found out by the planner.
 * Safe for use by any number of threads.
 */
public final class BatchRetry {

    private final BatchRepository batches;
    private final BatchCreation creation;

    public BatchRetry(BatchRepository batches, BatchCreation creation) {
        this.batches = batches;
        this.creation = creation;
    }

    /**
     * Makes the batch, unless this call made one before.
     *
     * @param request what the new batch is, given the old one
     * @throws ApiException when there is no such batch, it has not ended, or it left nothing to be run again
     */
    public CreateResult retry(CreateCall call, BatchId parent, Function<Batch, BatchRequest> request) {
        Batch batch = batches.find(call.tenant(), parent).orElseThrow(() -> NoSuchBatch.of(parent));
        BatchRequest again = request.apply(batch);
        if (!(batch.state() instanceof BatchState.Ended) || batch.state() instanceof BatchState.Failed) {
            throw new ApiException(new ApiError.Conflict("Cannot retry a batch with status '"
                    + batch.state().status().wireName() + "': only what a batch has run can be run again."));
        }
        if (batch.counts().failed() == 0) {
            throw Invalid.of("Batch '" + parent + "' has no unsuccessful requests.", "batch_id", "nothing_to_retry");
        }
        return creation.create(call, again);
    }
}
