package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.argosy.api.error.ApiError;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Answers a request without a key, or with one that nobody has. */
final class Challenges implements AuthenticationEntryPoint {

    private static final String WHERE = " The operator of this server makes keys with `argosy keys create`.";

    private final ErrorWriter errors;

    Challenges(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        errors.write(
                response,
                why instanceof UnknownKeyException unknown
                        ? new ApiError.Unauthorized(
                                "Incorrect API key provided: " + unknown.maskedKey() + "." + WHERE,
                                Optional.of("invalid_api_key"))
                        : new ApiError.Unauthorized(
                                "You didn't provide an API key. You need to provide your API key in an Authorization"
                                        + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)." + WHERE,
                                Optional.empty()));
    }
}
