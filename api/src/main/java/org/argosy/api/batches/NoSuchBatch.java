package org.argosy.api.batches;

import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.BatchId;

/** The answer for a batch that is not there, or is another tenant's. */
public final class NoSuchBatch {

    private NoSuchBatch() {}

    /** The answer for a batch of which nothing was run yet, or whose files are gone. */
    public static ApiException withProvenance(BatchId id) {
        return new ApiException(new ApiError.NotFound("No provenance found of a batch with id '" + id + "'."));
    }

    /** The answer for a batch whose files were deleted or have expired. */
    public static ApiException withResults(BatchId id) {
        return new ApiException(new ApiError.NotFound(
                "The results of the batch with id '" + id + "' are gone: its files were deleted or have expired."));
    }

    /** The answer for a batch that has not run. */
    public static ApiException withoutResults(BatchId id) {
        return new ApiException(new ApiError.NotFound("No results found of a batch with id '" + id + "'."));
    }

    public static ApiException of(BatchId id) {
        return new ApiException(new ApiError.NotFound("No batch found with id '" + id + "'."));
    }
}
