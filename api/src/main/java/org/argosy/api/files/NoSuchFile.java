package org.argosy.api.files;

import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.FileId;

/** The answer for a file that is not there any more, or is another tenant's. */
public final class NoSuchFile {

    private NoSuchFile() {}

    public static ApiException of(FileId id) {
        return new ApiException(
                new ApiError.NotFound("No such File object: " + id, Optional.of("id"), Optional.empty()));
    }
}
