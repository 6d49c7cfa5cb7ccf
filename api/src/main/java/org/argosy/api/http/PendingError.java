package org.argosy.api.http;

import jakarta.servlet.ServletRequest;
import java.util.Optional;
import org.argosy.api.error.ApiError;

/** An error that was found while Tomcat had the response in its own hands, kept until the valve writes it. */
final class PendingError {

    private static final String ATTRIBUTE = PendingError.class.getName();

    private PendingError() {}

    static void set(ServletRequest request, ApiError error) {
        request.setAttribute(ATTRIBUTE, error);
    }

    static Optional<ApiError> get(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ApiError error ? Optional.of(error) : Optional.empty();
    }
}
