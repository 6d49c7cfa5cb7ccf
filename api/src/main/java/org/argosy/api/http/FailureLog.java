package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.argosy.api.error.ApiError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what ended a request: a fault with its stack trace, a broken connection in a line, a plain refusal on request. */
final class FailureLog {

    private FailureLog() {}

    static void log(Logger log, HttpServletRequest request, ApiError error, @Nullable Throwable failure) {
        switch (error) {
            case ApiError.ServerFault _ ->
                describe(log, Level.ERROR, request, error).setCause(failure).log("request failed");
            case ApiError.Unavailable _ ->
                describe(log, Level.WARN, request, error)
                        .addKeyValue("cause", rootCause(failure))
                        .log("storage is away");
            case ApiError other
            when broken(failure) ->
                describe(log, Level.INFO, request, other)
                        .addKeyValue("cause", rootCause(failure))
                        .log("request broken off by the client");
            default -> describe(log, Level.DEBUG, request, error).log("request refused");
        }
    }

    private static boolean broken(@Nullable Throwable failure) {
        return failure instanceof IOException || (failure != null && failure.getCause() instanceof IOException);
    }

    private static String rootCause(@Nullable Throwable failure) {
        @Nullable Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root);
    }

    private static LoggingEventBuilder describe(Logger log, Level level, HttpServletRequest request, ApiError error) {
        return log.atLevel(level)
                .addKeyValue("requestId", CommonHeaders.requestId(request))
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", request.getRequestURI())
                .addKeyValue("status", error.status());
    }
}
