package org.argosy.api.batches;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.ExpiresAfter;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchInput;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.FileId;
import org.argosy.storage.Priority;
import tools.jackson.databind.JsonNode;

/** Reads the body of a create call and refuses what OpenAI would refuse. Immutable. */
public final class BatchRequestReader {

    private static final String ENDPOINT = "endpoint";
    private static final String WINDOW = "completion_window";
    private static final String METADATA = "metadata";
    private static final String OUTPUT_EXPIRES = "output_expires_after";
    private static final String EXTENSIONS = "argosy";
    private static final String PROVENANCE = "provenance";
    private static final String CODES = "error_codes";
    private static final List<String> RETRY_MEMBERS =
            List.of(CODES, WINDOW, METADATA, OUTPUT_EXPIRES, EXTENSIONS, PriorityReader.PRIORITY);
    private static final List<String> MEMBERS = Stream.concat(
                    RequestSources.MEMBERS.stream(),
                    Stream.of(ENDPOINT, WINDOW, METADATA, OUTPUT_EXPIRES, EXTENSIONS, PriorityReader.PRIORITY))
            .toList();
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
    private static final int MAX_CODES = 100;

    private final CompletionWindows windows;

    public BatchRequestReader(CompletionWindows windows) {
        this.windows = windows;
    }

    /**
     * The request in this JSON object. Whether the input files exist is not asked here: the planner finds out.
     *
     * @param requests what came in the member of that name, which is empty in the object then
     * @throws ApiException when a member is missing, unknown or wrong
     */
    public BatchRequest read(JsonNode body, Optional<InlineRequests.Stored> requests) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(MEMBERS);
        List<FileId> files = RequestSources.files(body, members, requests);
        String endpoint = members.string(ENDPOINT);
        if (!ENDPOINTS.contains(endpoint)) {
            throw Invalid.value(ENDPOINT, endpoint, ENDPOINTS);
        }
        String window = members.string(WINDOW);
        return new BatchRequest(
                endpoint,
                new BatchInput(files, Optional.empty()),
                window,
                length(window),
                members.object(METADATA).map(BatchRequestReader::metadata),
                members.members(OUTPUT_EXPIRES).map(BatchRequestReader::outputLife),
                members.members(EXTENSIONS)
                        .map(BatchRequestReader::wantsProvenance)
                        .orElse(false),
                PriorityReader.read(members).orElse(Priority.NORMAL));
    }

    /** The request to run again what this batch left without success: as the batch was, but for what the body says. */
    public BatchRequest readRetry(JsonNode body, Batch parent) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(RETRY_MEMBERS);
        List<String> codes = body.hasNonNull(CODES) ? codes(members.strings(CODES)) : List.of();
        BatchRequest first = parent.request();
        String window = members.optionalString(WINDOW).orElse(first.completionWindow());
        return new BatchRequest(
                first.endpoint(),
                new BatchInput(first.input().files(), Optional.of(new BatchInput.Retry(parent.id(), codes))),
                window,
                length(window),
                members.object(METADATA).map(BatchRequestReader::metadata).or(first::metadata),
                members.members(OUTPUT_EXPIRES)
                        .map(BatchRequestReader::outputLife)
                        .or(first::outputExpiresAfter),
                members.members(EXTENSIONS)
                        .map(BatchRequestReader::wantsProvenance)
                        .orElse(first.inlineProvenance()),
                PriorityReader.read(members).orElse(parent.standing().priority()));
    }

    private static List<String> codes(List<String> codes) {
        if (codes.isEmpty() || codes.size() > MAX_CODES || codes.stream().anyMatch(c -> characters(c) > MAX_VALUE)) {
            throw Invalid.of(
                    "Invalid 'error_codes': expected 1 to " + MAX_CODES + " error codes or HTTP statuses of at most "
                            + MAX_VALUE + " characters each, as in [\"request_timeout\", \"500\"].",
                    CODES,
                    "invalid_value");
        }
        return codes;
    }

    private Duration length(String window) {
        return windows.parse(window).orElseThrow(() -> Invalid.value(WINDOW, window, windows.rule()));
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
            if (characters(key) > MAX_KEY) {
                throw Invalid.of(
                        "Invalid 'metadata': property name too long. Expected a property name with maximum length "
                                + MAX_KEY + ", but got one with length " + characters(key) + " instead.",
                        METADATA,
                        "property_name_above_max_length");
            }
            String param = METADATA + "." + key;
            if (!pair.getValue().isString()) {
                throw JsonMembers.wrongType(param, "a string", pair.getValue());
            }
            String value = pair.getValue().stringValue();
            if (characters(value) > MAX_VALUE) {
                throw Invalid.tooLong(param, MAX_VALUE, characters(value));
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

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
