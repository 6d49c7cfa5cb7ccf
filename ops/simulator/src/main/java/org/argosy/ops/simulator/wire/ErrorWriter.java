package org.argosy.ops.simulator.wire;

import java.nio.charset.StandardCharsets;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Gives an error the shape that a server of the flavour gives it. */
public final class ErrorWriter {

    private ErrorWriter() {}

    /** An answer of the inference server itself; the gateway wraps it in a 500 of its own. */
    public static HttpAnswer fromServer(Flavour flavour, ApiError error) {
        return switch (flavour) {
            case VLLM -> HttpAnswer.json(error.status(), vllm(error));
            case SAMBANOVA -> HttpAnswer.json(error.status(), openAi(error));
            case FIRST_GATEWAY -> {
                String message = "Error: vLLM API request failed with status code: " + error.status()
                        + "\nResponse text: " + new String(vllm(error), StandardCharsets.UTF_8);
                yield HttpAnswer.json(500, gateway("internal_endpoint_error", message));
            }
        };
    }

    /** An answer of whatever stands in front: rate limits, credentials, cold models, outages. */
    public static HttpAnswer fromFront(Flavour flavour, ApiError error) {
        return switch (flavour) {
            case VLLM -> HttpAnswer.json(error.status(), vllm(error));
            case SAMBANOVA -> HttpAnswer.json(error.status(), openAi(error));
            case FIRST_GATEWAY ->
                HttpAnswer.json(
                        error.status(),
                        gateway(error.code() == null ? "internal_error" : error.code(), error.message()));
        };
    }

    /** OpenAI's error envelope. */
    public static byte[] openAi(ApiError error) {
        return JsonText.object(json -> {
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("message", error.message());
            json.writeStringProperty("type", error.type());
            nullable(json, "param", error.param());
            nullable(json, "code", error.code());
            json.writeEndObject();
        });
    }

    private static byte[] vllm(ApiError error) {
        return JsonText.object(json -> {
            json.writeStringProperty("object", "error");
            json.writeStringProperty("message", error.message());
            json.writeStringProperty("type", error.type());
            nullable(json, "param", error.param());
            json.writeNumberProperty("code", error.status());
        });
    }

    private static byte[] gateway(String code, String message) {
        return JsonText.object(json -> {
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("code", code);
            json.writeStringProperty("message", message);
            json.writeObjectPropertyStart("info");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void nullable(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }
}
