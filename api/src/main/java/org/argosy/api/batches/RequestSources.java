package org.argosy.api.batches;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.FileId;
import tools.jackson.databind.JsonNode;

/** Where the requests of a new batch come from: a file, several files, or the body itself. */
final class RequestSources {

    private static final String INPUT = "input_file_id";
    private static final String INPUTS = "input_file_ids";
    private static final String REQUESTS = "requests";
    private static final int MAX_ID = 256;
    private static final int MAX_FILES = 100;

    /** The members of which a body has one. */
    static final List<String> MEMBERS = List.of(INPUT, INPUTS, REQUESTS);

    private RequestSources() {}

    /**
     * The files that the body names; whether they exist is not asked here.
     *
     * @param requests what came in the member of that name, which is an empty array in the body then
     * @throws ApiException when it names none, or in more than one way
     */
    static List<FileId> files(JsonNode body, JsonMembers members, Optional<InlineRequests.Stored> requests) {
        List<String> given =
                MEMBERS.stream().filter(name -> body.hasNonNull(name)).toList();
        if (given.size() > 1) {
            throw Invalid.of(
                    "Give the requests of a batch in one way: '" + String.join("' or '", given) + "'.",
                    given.getLast(),
                    "invalid_value");
        }
        return switch (given.isEmpty() ? INPUT : given.getFirst()) {
            case REQUESTS -> List.of(inline(body, requests).file());
            case INPUTS -> several(members.strings(INPUTS));
            default -> List.of(file(members.string(INPUT), INPUT));
        };
    }

    private static InlineRequests.Stored inline(JsonNode body, Optional<InlineRequests.Stored> requests) {
        JsonNode rest = body.path(REQUESTS);
        if (!rest.isArray()) {
            throw JsonMembers.wrongType(REQUESTS, "an array", rest);
        }
        if (!rest.isEmpty()) {
            throw Invalid.duplicate(REQUESTS);
        }
        return requests.filter(r -> r.bytes() > 0).orElseThrow(() -> empty(REQUESTS));
    }

    private static List<FileId> several(List<String> ids) {
        if (ids.isEmpty()) {
            throw empty(INPUTS);
        }
        if (ids.size() > MAX_FILES) {
            throw Invalid.of(
                    "Invalid 'input_file_ids': array too long. Expected an array with maximum length " + MAX_FILES
                            + ", but got an array with length " + ids.size() + " instead.",
                    INPUTS,
                    "array_above_max_length");
        }
        List<FileId> files = new ArrayList<>();
        for (String id : ids) {
            FileId file = file(id, INPUTS + "[" + files.size() + "]");
            if (files.contains(file)) {
                throw Invalid.value(INPUTS + "[" + files.size() + "]", id, "A batch reads a file once.");
            }
            files.add(file);
        }
        return files;
    }

    private static ApiException empty(String param) {
        return Invalid.of(
                "Invalid '" + param + "': empty array. Expected an array with minimum length 1, but got an empty array"
                        + " instead.",
                param,
                "empty_array");
    }

    private static FileId file(String id, String param) {
        if (id.length() > MAX_ID) {
            throw Invalid.tooLong(param, MAX_ID, id.length());
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw Invalid.value(param, id, "A file id has no control characters.");
        }
        return new FileId(id);
    }
}
