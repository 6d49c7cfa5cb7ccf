package org.argosy.ops.standalone.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A batch as the server describes it.
 *
 * @param json the whole answer
 */
public record BatchView(JsonNode json) {

    private static final Set<String> FINAL = Set.of("completed", "failed", "expired", "cancelled");

    public String id() {
        return json.path("id").asString("");
    }

    public String status() {
        return json.path("status").asString("");
    }

    /** Whether nothing will change any more. */
    public boolean ended() {
        return FINAL.contains(status());
    }

    public boolean completedStatus() {
        return status().equals("completed");
    }

    public String endpoint() {
        return json.path("endpoint").asString("");
    }

    public Optional<String> model() {
        return text("model");
    }

    public long total() {
        return json.path("request_counts").path("total").asLong(0);
    }

    public long completed() {
        return json.path("request_counts").path("completed").asLong(0);
    }

    public long failed() {
        return json.path("request_counts").path("failed").asLong(0);
    }

    /** Tokens in and out so far, 0 when the server does not say. */
    public long tokens() {
        return json.path("usage").path("total_tokens").asLong(0);
    }

    /** A number that our servers tell of a batch while it runs, by its name in {@code argosy}. */
    public OptionalDouble live(String name) {
        JsonNode value = json.path("argosy").path(name);
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    public Optional<String> outputFile() {
        return text("output_file_id");
    }

    public Optional<String> errorFile() {
        return text("error_file_id");
    }

    /** Why the input was refused, one sentence each. */
    public List<String> errors() {
        Stream<JsonNode> errors = json.path("errors").path("data").valueStream();
        return errors.map(error -> {
                    String line = error.path("line").isNumber()
                            ? "line " + error.path("line").asString() + ": "
                            : "";
                    return line + error.path("message").asString("");
                })
                .toList();
    }

    private Optional<String> text(String field) {
        return Optional.of(json.path(field).asString("")).filter(value -> !value.isEmpty());
    }
}
