package org.argosy.ops.bench;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The members of a batch object that a measurement looks at. */
record BatchState(
        String id,
        String status,
        int total,
        int completed,
        int failed,
        Optional<String> outputFile,
        Optional<String> errorFile,
        String errors,
        long tokens) {

    static BatchState of(JsonNode batch) {
        return new BatchState(
                batch.path("id").asString(""),
                batch.path("status").asString(""),
                batch.at("/request_counts/total").asInt(0),
                batch.at("/request_counts/completed").asInt(0),
                batch.at("/request_counts/failed").asInt(0),
                file(batch.path("output_file_id")),
                file(batch.path("error_file_id")),
                batch.path("errors").toString(),
                batch.at("/usage/total_tokens").asLong(0));
    }

    boolean isOver() {
        return switch (status) {
            case "completed", "failed", "expired", "cancelled" -> true;
            default -> false;
        };
    }

    private static Optional<String> file(JsonNode id) {
        return id.isString() && !id.asString().isEmpty() ? Optional.of(id.asString()) : Optional.empty();
    }
}
