package org.argosy.api.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.json.WellFormed;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a request's body as a JSON object of bounded size. No body at all is an empty object. */
final class JsonBody {

    private static final String NOT_JSON =
            "We could not parse the JSON body of your request. (HINT: This likely means you"
                    + " aren't using your HTTP library correctly. This API expects a JSON payload, but what was sent was not valid"
                    + " JSON.)";

    private final int maxBytes;

    JsonBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    JsonNode read(HttpServletRequest request) {
        return read(request, bytes(request));
    }

    /** Reads what came as the body of this request. */
    JsonNode read(HttpServletRequest request, byte[] body) {
        if (body.length == 0) {
            return WireJson.MAPPER.createObjectNode();
        }
        requireJson(request.getContentType());
        JsonNode json = parse(body);
        if (!WellFormed.test(json)) {
            throw new ApiException(new ApiError.BadRequest(
                    "The body of your request is not Unicode: an escaped surrogate has no partner."));
        }
        if (!json.isObject()) {
            throw new ApiException(new ApiError.BadRequest("The body of your request must be a JSON object."));
        }
        return json;
    }

    private byte[] bytes(HttpServletRequest request) {
        try {
            byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                throw tooLarge();
            }
            return body;
        } catch (IOException e) {
            throw BrokenBody.of(e);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return WireJson.MAPPER.readTree(body);
        } catch (JacksonException _) {
            throw notJson();
        }
    }

    /** Most bytes of a body. */
    int maxBytes() {
        return maxBytes;
    }

    ApiException tooLarge() {
        return new ApiException(new ApiError.TooLarge(
                "The body of your request is too large. A JSON body may have " + maxBytes + " bytes."));
    }

    static ApiException notJson() {
        return new ApiException(new ApiError.BadRequest(NOT_JSON));
    }

    static void requireJson(@Nullable String contentType) {
        if (contentType == null || isJson(contentType)) {
            return;
        }
        throw new ApiException(new ApiError.UnsupportedMediaType("Unsupported content type: '" + contentType
                + "'. This API method only accepts 'application/json' requests. Please try again with a supported"
                + " content type."));
    }

    private static boolean isJson(String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            return type.getSubtype().equals("json") || type.getSubtype().endsWith("+json");
        } catch (InvalidMediaTypeException _) {
            return false;
        }
    }
}
