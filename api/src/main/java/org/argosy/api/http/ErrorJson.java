package org.argosy.api.http;

import java.util.Optional;
import org.argosy.api.error.ApiError;

/** OpenAI's error envelope. */
record ErrorJson(Body error) {

    record Body(String message, String type, Optional<String> param, Optional<String> code) {}

    static ErrorJson of(ApiError error) {
        return new ErrorJson(new Body(error.message(), error.type(), error.param(), error.code()));
    }
}
