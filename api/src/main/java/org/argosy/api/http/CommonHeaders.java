package org.argosy.api.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeUnit;
import org.argosy.storage.Ids;

/** The headers that every response carries, whatever became of the request. */
final class CommonHeaders {

    private static final String REQUEST_ID = CommonHeaders.class.getName() + ".requestId";
    private static final String STARTED = CommonHeaders.class.getName() + ".started";

    private CommonHeaders() {}

    static void begin(ServletRequest request) {
        request.setAttribute(REQUEST_ID, Ids.withPrefix("req_"));
        request.setAttribute(STARTED, System.nanoTime());
    }

    static void add(ServletRequest request, HttpServletResponse response) {
        response.setHeader("x-request-id", requestId(request));
        response.setHeader("openai-version", "2020-10-01");
        response.setHeader("x-content-type-options", "nosniff");
    }

    static void addProcessingTime(ServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(STARTED) instanceof Long started) {
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            response.setHeader("openai-processing-ms", Long.toString(ms));
        }
    }

    /** Names the request in logs and to the client. */
    static String requestId(ServletRequest request) {
        return String.valueOf(request.getAttribute(REQUEST_ID));
    }
}
