package org.argosy.api.error;

import org.jspecify.annotations.Nullable;

/** Ends a request with an {@link ApiError}. Carries no stack trace: it is an answer, not a fault. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    public ApiException(ApiError error) {
        this(error, null);
    }

    public ApiException(ApiError error, @Nullable Throwable cause) {
        super(error.message(), cause, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
