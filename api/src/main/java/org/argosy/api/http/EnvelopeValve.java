package org.argosy.api.http;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.argosy.api.error.ApiError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every request its id, and answers in JSON what Tomcat refused before any servlet saw it: bad request lines, headers
 * that are too large, exceptions of filters.
 */
final class EnvelopeValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(EnvelopeValve.class);

    private final ErrorWriter errors;

    EnvelopeValve(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        CommonHeaders.begin(request);
        CommonHeaders.add(request, response);
        if (response.getStatus() >= 400) {
            PendingError.set(request, refused(response.getStatus(), request));
        }
        super.invoke(request, response);
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        ApiError error = error(status, request, throwable);
        FailureLog.log(log, request, error, throwable);
        try {
            CommonHeaders.add(request, response);
            CommonHeaders.addProcessingTime(request, response);
            errors.write(response, error);
            response.finishResponse();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("client left before it was told of an error");
        }
    }

    /** Tomcat makes a 500 of whatever it holds an exception for, so what was said before goes first. */
    private static ApiError error(int status, Request request, @Nullable Throwable throwable) {
        return PendingError.get(request)
                .orElseGet(() -> throwable == null ? refused(status, request) : ErrorMapping.of(throwable, request));
    }

    private static ApiError refused(int status, Request request) {
        return switch (status) {
            case 400 ->
                new ApiError.BadRequest("The request could not be read as HTTP: its request line or a header is"
                        + " malformed or too large.");
            case 404 -> UnknownUrl.of(request);
            case 405 -> new ApiError.Refused(status, "Not allowed to " + request.getMethod() + " here.");
            case 413 -> new ApiError.TooLarge("The request is too large.");
            case 431 -> new ApiError.Refused(status, "The request's headers are too large.");
            case 500 -> new ApiError.ServerFault();
            case 503 -> new ApiError.Unavailable("The server is starting, stopping or busy. Try again.");
            default -> new ApiError.Refused(status, "The server refused the request with status " + status + ".");
        };
    }
}
