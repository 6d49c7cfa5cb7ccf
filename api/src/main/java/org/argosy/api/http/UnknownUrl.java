package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.argosy.api.error.ApiError;

/** The answer for a path that leads nowhere, which tells the parts of OpenAI's API that this server leaves out from a slip. */
final class UnknownUrl {

    private static final int SHOWN = 200;
    private static final List<String> ONE_BY_ONE = List.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/embeddings",
            "/v1/responses",
            "/v1/moderations",
            "/v1/images",
            "/v1/videos");

    private UnknownUrl() {}

    static ApiError of(HttpServletRequest request) {
        String path = String.valueOf(request.getRequestURI());
        String url = request.getMethod() + " " + (path.length() > SHOWN ? path.substring(0, SHOWN) + "…" : path);
        if (under(path)) {
            return new ApiError.NotFound(url
                    + " is not supported by this server. It runs batches only: put the request into a batch input.");
        }
        return new ApiError.NotFound("Invalid URL (" + url + ")");
    }

    private static boolean under(String path) {
        return ONE_BY_ONE.stream().anyMatch(p -> path.equals(p) || path.startsWith(p + "/"));
    }
}
