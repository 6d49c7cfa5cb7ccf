package org.argosy.api.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.argosy.api.error.ApiError;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one place where an error becomes a response, whoever found it: a controller, the security filter or Tomcat. Safe for
 * use by any number of threads.
 */
final class ErrorWriter {

    private final JsonMapper json;

    ErrorWriter(JsonMapper json) {
        this.json = json;
    }

    /** Writes the whole response, which must not be committed. */
    void write(HttpServletResponse response, ApiError error) throws IOException {
        byte[] body = json.writeValueAsBytes(ErrorJson.of(error));
        response.resetBuffer();
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
