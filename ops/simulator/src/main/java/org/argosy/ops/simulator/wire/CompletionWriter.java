package org.argosy.ops.simulator.wire;

import tools.jackson.core.JsonGenerator;

/** Writes answers of the generating endpoints. */
public final class CompletionWriter {

    private static final String SYSTEM_FINGERPRINT = "argosy-simulator";

    private CompletionWriter() {}

    /** The body of a 200 answer, in the shape of the endpoint and with the extras of the flavour. */
    public static byte[] write(Endpoint endpoint, Flavour flavour, Completion completion) {
        return JsonText.object(json -> {
            switch (endpoint) {
                case CHAT_COMPLETIONS -> chat(json, flavour, completion);
                case COMPLETIONS -> text(json, flavour, completion);
                case RESPONSES -> response(json, completion);
                case EMBEDDINGS -> throw new IllegalArgumentException("Embeddings are not completions");
            }
            if (flavour == Flavour.FIRST_GATEWAY) {
                json.writeNumberProperty("response_time", completion.seconds());
                json.writeNumberProperty(
                        "throughput_tokens_per_second", rate(completion.totalOutputTokens(), completion));
            }
        });
    }

    private static void chat(JsonGenerator json, Flavour flavour, Completion completion) {
        head(json, flavour, completion, "chatcmpl-", "chat.completion");
        for (int i = 0; i < completion.choices(); i++) {
            json.writeStartObject();
            json.writeNumberProperty("index", i);
            json.writeObjectPropertyStart("message");
            json.writeStringProperty("role", "assistant");
            json.writeStringProperty("content", FillerText.of(completion.outputTokens()));
            json.writeNullProperty("refusal");
            json.writeEndObject();
            json.writeNullProperty("logprobs");
            json.writeStringProperty("finish_reason", finishReason(completion));
            json.writeEndObject();
        }
        json.writeEndArray();
        tail(json, flavour, completion);
    }

    private static void text(JsonGenerator json, Flavour flavour, Completion completion) {
        head(json, flavour, completion, "cmpl-", "text_completion");
        for (int i = 0; i < completion.choices(); i++) {
            json.writeStartObject();
            json.writeNumberProperty("index", i);
            json.writeStringProperty("text", FillerText.of(completion.outputTokens()));
            json.writeNullProperty("logprobs");
            json.writeStringProperty("finish_reason", finishReason(completion));
            json.writeEndObject();
        }
        json.writeEndArray();
        tail(json, flavour, completion);
    }

    private static void response(JsonGenerator json, Completion completion) {
        String id = hex(completion.fingerprint());
        json.writeStringProperty("id", "resp_" + id);
        json.writeStringProperty("object", "response");
        json.writeNumberProperty("created_at", completion.createdMillis() / 1000);
        json.writeStringProperty("status", completion.limited() ? "incomplete" : "completed");
        json.writeStringProperty("model", completion.model());
        json.writeStringProperty("system_fingerprint", SYSTEM_FINGERPRINT);
        json.writeArrayPropertyStart("output");
        json.writeStartObject();
        json.writeStringProperty("type", "message");
        json.writeStringProperty("id", "msg_" + id);
        json.writeStringProperty("status", "completed");
        json.writeStringProperty("role", "assistant");
        json.writeArrayPropertyStart("content");
        json.writeStartObject();
        json.writeStringProperty("type", "output_text");
        json.writeStringProperty("text", FillerText.of(completion.outputTokens()));
        json.writeArrayPropertyStart("annotations");
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("input_tokens", completion.promptTokens());
        json.writeObjectPropertyStart("input_tokens_details");
        json.writeNumberProperty("cached_tokens", 0);
        json.writeEndObject();
        json.writeNumberProperty("output_tokens", completion.totalOutputTokens());
        json.writeObjectPropertyStart("output_tokens_details");
        json.writeNumberProperty("reasoning_tokens", 0);
        json.writeEndObject();
        json.writeNumberProperty("total_tokens", completion.promptTokens() + completion.totalOutputTokens());
        json.writeEndObject();
    }

    private static void head(JsonGenerator json, Flavour flavour, Completion completion, String prefix, String object) {
        json.writeStringProperty("id", prefix + hex(completion.fingerprint()));
        json.writeStringProperty("object", object);
        if (flavour == Flavour.SAMBANOVA) {
            json.writeNumberProperty("created", completion.createdMillis() / 1000.0);
        } else {
            json.writeNumberProperty("created", completion.createdMillis() / 1000);
        }
        json.writeStringProperty("model", completion.model());
        json.writeStringProperty("system_fingerprint", SYSTEM_FINGERPRINT);
        json.writeArrayPropertyStart("choices");
    }

    private static void tail(JsonGenerator json, Flavour flavour, Completion completion) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("prompt_tokens", completion.promptTokens());
        json.writeNumberProperty("completion_tokens", completion.totalOutputTokens());
        json.writeNumberProperty("total_tokens", completion.promptTokens() + completion.totalOutputTokens());
        if (flavour == Flavour.SAMBANOVA) {
            json.writeNumberProperty(
                    "time_to_first_token", completion.seconds() / (completion.totalOutputTokens() + 1));
            json.writeNumberProperty("total_latency", completion.seconds());
            json.writeNumberProperty(
                    "total_tokens_per_sec",
                    rate(completion.promptTokens() + completion.totalOutputTokens(), completion));
        }
        json.writeEndObject();
    }

    private static String finishReason(Completion completion) {
        return completion.limited() ? "length" : "stop";
    }

    private static double rate(int tokens, Completion completion) {
        return completion.seconds() > 0 ? tokens / completion.seconds() : 0;
    }

    private static String hex(long fingerprint) {
        return Long.toHexString(fingerprint | Long.MIN_VALUE);
    }
}
