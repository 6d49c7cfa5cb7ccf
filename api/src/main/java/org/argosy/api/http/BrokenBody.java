package org.argosy.api.http;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.apache.commons.fileupload2.core.FileUploadContentTypeException;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.jspecify.annotations.Nullable;

/** What it means to the client when its body cannot be read to the end. Always the client's error: nothing else is read. */
final class BrokenBody {

    private static final ApiError NOT_A_FORM = new ApiError.UnsupportedMediaType(
            "This API method only accepts 'multipart/form-data' requests with a boundary.");

    private BrokenBody() {}

    static ApiException notAForm() {
        return new ApiException(NOT_A_FORM);
    }

    static ApiException of(IOException failure) {
        return new ApiException(error(failure), failure);
    }

    private static ApiError error(IOException failure) {
        if (has(failure, SocketTimeoutException.class)) {
            return new ApiError.RequestTimeout("The rest of the request did not come in time. Please send it again.");
        }
        if (has(failure, FileUploadContentTypeException.class)) {
            return NOT_A_FORM;
        }
        if (has(failure, FileUploadSizeException.class)) {
            return new ApiError.BadRequest("The headers of a part of the multipart body are too long.");
        }
        if (has(failure, FileUploadException.class)) {
            return new ApiError.BadRequest(
                    "The multipart body is malformed or ends early: it must end with its closing boundary.");
        }
        return new ApiError.BadRequest("The connection ended before the whole body had come. Please send it again.");
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
