package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import org.argosy.api.error.ApiError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what ended a request: a fault with its stack trace, a broken connection in a line, a plain refusal on request. */
final class FailureLog {

    private FailureLog() {}

    static void log(Logger log, HttpServletRequest request, ApiError error, @Nullable Throwable failure) {
        @Nullable Throwable cause = failure == null ? null : failure.getCause();
        if (error.status() >= 500) {
            describe(log, Level.ERROR, request, error).setCause(failure).log("request failed");
        } else if (cause != null) {
            describe(log, Level.INFO, request, error)
                    .addKeyValue("cause", cause.toString())
                    .log("request broken off by the client");
        } else {
            describe(log, Level.DEBUG, request, error).log("request refused");
        }
    }

    private static LoggingEventBuilder describe(Logger log, Level level, HttpServletRequest request, ApiError error) {
        return log.atLevel(level)
                .addKeyValue("requestId", CommonHeaders.requestId(request))
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", request.getRequestURI())
                .addKeyValue("status", error.status());
    }
}
