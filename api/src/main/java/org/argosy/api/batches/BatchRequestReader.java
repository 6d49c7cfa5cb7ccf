package org.argosy.api.batches;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.ExpiresAfter;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.FileId;
import tools.jackson.databind.JsonNode;

/** Reads the body of a create call and refuses what OpenAI would refuse. Immutable. */
public final class BatchRequestReader {

    private static final String INPUT = "input_file_id";
    private static final String ENDPOINT = "endpoint";
    private static final String WINDOW = "completion_window";
    private static final String METADATA = "metadata";
    private static final String OUTPUT_EXPIRES = "output_expires_after";
    private static final String EXTENSIONS = "argosy";
    private static final String PROVENANCE = "provenance";
    private static final List<String> MEMBERS = List.of(INPUT, ENDPOINT, WINDOW, METADATA, OUTPUT_EXPIRES, EXTENSIONS);
    private static final List<String> ENDPOINTS = List.of(
            "/v1/responses",
            "/v1/chat/completions",
            "/v1/embeddings",
            "/v1/completions",
            "/v1/moderations",
            "/v1/images/generations",
            "/v1/images/edits",
            "/v1/videos");
    private static final int MAX_PAIRS = 16;
    private static final int MAX_KEY = 64;
    private static final int MAX_VALUE = 512;
    private static final int MAX_ID = 256;

    private final CompletionWindows windows;

    public BatchRequestReader(CompletionWindows windows) {
        this.windows = windows;
    }

    /**
     * The request in this JSON object. Whether the input file exists is not asked here: the planner finds out.
     *
     * @throws org.argosy.api.error.ApiException when a member is missing, unknown or wrong
     */
    public BatchRequest read(JsonNode body) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(MEMBERS);
        String input = inputFile(members.string(INPUT));
        String endpoint = members.string(ENDPOINT);
        if (!ENDPOINTS.contains(endpoint)) {
            throw Invalid.value(ENDPOINT, endpoint, ENDPOINTS);
        }
        String window = members.string(WINDOW);
        Duration length = windows.parse(window).orElseThrow(() -> Invalid.value(WINDOW, window, windows.rule()));
        return new BatchRequest(
                endpoint,
                new FileId(input),
                window,
                length,
                members.object(METADATA).map(BatchRequestReader::metadata),
                members.members(OUTPUT_EXPIRES).map(BatchRequestReader::outputLife),
                members.members(EXTENSIONS)
                        .map(BatchRequestReader::wantsProvenance)
                        .orElse(false));
    }

    private static String inputFile(String id) {
        if (id.length() > MAX_ID) {
            throw Invalid.tooLong(INPUT, MAX_ID, id.length());
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw Invalid.value(INPUT, id, "A file id has no control characters.");
        }
        return id;
    }

    private static Map<String, String> metadata(JsonNode given) {
        if (given.size() > MAX_PAIRS) {
            throw Invalid.of(
                    "Invalid 'metadata': too many properties. Expected an object with at most " + MAX_PAIRS
                            + " properties, but got an object with " + given.size() + " properties instead.",
                    METADATA,
                    "object_above_max_properties");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> pair : given.properties()) {
            String key = pair.getKey();
            if (length(key) > MAX_KEY) {
                throw Invalid.of(
                        "Invalid 'metadata': property name too long. Expected a property name with maximum length "
                                + MAX_KEY + ", but got one with length " + length(key) + " instead.",
                        METADATA,
                        "property_name_above_max_length");
            }
            String param = METADATA + "." + key;
            if (!pair.getValue().isString()) {
                throw JsonMembers.wrongType(param, "a string", pair.getValue());
            }
            String value = pair.getValue().stringValue();
            if (length(value) > MAX_VALUE) {
                throw Invalid.tooLong(param, MAX_VALUE, length(value));
            }
            pairs.put(key, value);
        }
        return pairs;
    }

    private static Duration outputLife(JsonMembers members) {
        return ExpiresAfter.of(members, OUTPUT_EXPIRES);
    }

    /** {@code "argosy": {"provenance": true}}. */
    private static boolean wantsProvenance(JsonMembers members) {
        members.allowOnly(List.of(PROVENANCE));
        return members.isTrue(PROVENANCE);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
