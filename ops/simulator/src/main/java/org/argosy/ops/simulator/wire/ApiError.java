package org.argosy.ops.simulator.wire;

import org.jspecify.annotations.Nullable;

/** What went wrong, before it takes a server's own shape. */
public record ApiError(
        int status,
        String type,
        String message,
        @Nullable String param,
        @Nullable String code) {

    public static ApiError badRequest(String message, @Nullable String param) {
        return new ApiError(400, "BadRequestError", message, param, null);
    }

    public static ApiError notFound(String message, @Nullable String param, @Nullable String code) {
        return new ApiError(404, "NotFoundError", message, param, code);
    }
}
