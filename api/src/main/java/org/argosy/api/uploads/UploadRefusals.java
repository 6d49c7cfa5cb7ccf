package org.argosy.api.uploads;

import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.Upload;
import org.argosy.storage.UploadId;

/** Why something cannot be done to an upload. */
final class UploadRefusals {

    private UploadRefusals() {}

    /** There is no such upload, or it is another tenant's. */
    static ApiException noSuch(UploadId id) {
        return new ApiException(
                new ApiError.NotFound("No such Upload object: " + id, Optional.of("id"), Optional.empty()));
    }

    /**
     * The upload has ended.
     *
     * @param what could have been done to a pending one, in words
     */
    static ApiException ended(Upload upload, String what) {
        return new ApiException(new ApiError.BadRequest(
                "Cannot " + what + " an upload with status '" + upload.status().wireName() + "'."));
    }
}
