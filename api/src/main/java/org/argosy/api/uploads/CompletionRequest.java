package org.argosy.api.uploads;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.JsonMembers;
import tools.jackson.databind.JsonNode;

/**
 * The body of the call that completes an upload. Immutable.
 *
 * @param parts ids, in the order of the file
 * @param md5 of the whole file, 32 small hexadecimal digits
 */
public record CompletionRequest(List<String> parts, Optional<String> md5) {

    static final String PARTS = "part_ids";
    static final String MD5 = "md5";

    public CompletionRequest {
        parts = List.copyOf(parts);
    }

    /**
     * The request in this JSON object.
     *
     * @throws org.argosy.api.error.ApiException when a member is missing, unknown or wrong, or a part is there twice
     */
    public static CompletionRequest read(JsonNode body) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(List.of(PARTS, MD5));
        List<String> parts = members.strings(PARTS);
        if (parts.isEmpty()) {
            throw Invalid.of("Invalid '" + PARTS + "': it names no part.", PARTS, "invalid_value");
        }
        Set<String> seen = new HashSet<>();
        for (String part : parts) {
            if (!seen.add(part)) {
                throw Invalid.value(PARTS, part, "A part can be used once.");
            }
        }
        return new CompletionRequest(parts, members.optionalString(MD5).map(CompletionRequest::md5));
    }

    private static String md5(String given) {
        if (!given.matches("[0-9a-fA-F]{32}")) {
            throw Invalid.value(MD5, given, "An MD5 has 32 hexadecimal digits.");
        }
        return given.toLowerCase(Locale.ROOT);
    }
}
