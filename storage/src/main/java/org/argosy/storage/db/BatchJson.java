package org.argosy.storage.db;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import org.argosy.storage.ValidationError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON columns of a batch. {@code json} and not {@code jsonb}, so that metadata comes back in its order. */
final class BatchJson {

    // Escaped, json holds every Java string, even those that text cannot.
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private BatchJson() {}

    static @Nullable String metadata(Optional<Map<String, String>> metadata) {
        return metadata.map(MAPPER::writeValueAsString).orElse(null);
    }

    static Optional<Map<String, String>> metadata(@Nullable String json) {
        if (json == null) {
            return Optional.empty();
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        MAPPER.readTree(json)
                .properties()
                .forEach(e -> metadata.put(e.getKey(), e.getValue().asString()));
        return Optional.of(metadata);
    }

    static String errors(List<ValidationError> errors) {
        ArrayNode array = MAPPER.createArrayNode();
        for (ValidationError error : errors) {
            ObjectNode node = array.addObject().put("code", error.code()).put("message", error.message());
            error.line().ifPresent(line -> node.put("line", line));
            error.param().ifPresent(param -> node.put("param", param));
        }
        return MAPPER.writeValueAsString(array);
    }

    static List<ValidationError> errors(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        return StreamSupport.stream(MAPPER.readTree(json).spliterator(), false)
                .map(BatchJson::error)
                .toList();
    }

    private static ValidationError error(JsonNode node) {
        return new ValidationError(
                node.path("code").asString(),
                node.has("line") ? OptionalInt.of(node.path("line").asInt()) : OptionalInt.empty(),
                node.has("param") ? Optional.of(node.path("param").asString()) : Optional.empty(),
                node.path("message").asString());
    }
}
