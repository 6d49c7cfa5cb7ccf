package org.argosy.api.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.Invalid;
import org.argosy.api.json.JsonMembers;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyNames;
import org.argosy.storage.KeyRole;
import tools.jackson.databind.JsonNode;

/** Reads the body of a call that makes a key. */
public final class KeyRequestReader {

    private static final String TENANT = "tenant";
    private static final String NAME = "name";
    private static final String ROLE = "role";
    private static final String EXPIRES = "expires_in_seconds";
    private static final long MAX_SECONDS = Duration.ofDays(3_660).toSeconds();

    private KeyRequestReader() {}

    /**
     * @param now when the key's life begins
     * @throws org.argosy.api.error.ApiException when a member is missing, unknown or wrong
     */
    public static ApiKey.Request read(JsonNode body, Instant now) {
        JsonMembers members = new JsonMembers(body);
        members.allowOnly(List.of(TENANT, NAME, ROLE, EXPIRES));
        String tenant = name(TENANT, members.string(TENANT));
        String name =
                members.optionalString(NAME).map(given -> name(NAME, given)).orElse("unnamed");
        KeyRole role = members.optionalString(ROLE).map(KeyRequestReader::role).orElse(KeyRole.USER);
        Optional<Instant> expiresAt = members.optionalInteger(EXPIRES).map(seconds -> now.plusSeconds(life(seconds)));
        return new ApiKey.Request(tenant, name, role, expiresAt);
    }

    private static String name(String param, String given) {
        int length = given.codePointCount(0, given.length());
        if (length > KeyNames.MAX_LENGTH) {
            throw Invalid.tooLong(param, KeyNames.MAX_LENGTH, length);
        }
        KeyNames.problem(given).ifPresent(problem -> {
            throw Invalid.value(param, given, "The name " + problem + ".");
        });
        return given;
    }

    private static KeyRole role(String given) {
        return KeyRole.of(given)
                .orElseThrow(() -> Invalid.value(
                        ROLE,
                        given,
                        Arrays.stream(KeyRole.values()).map(KeyRole::wireName).toList()));
    }

    private static long life(long seconds) {
        if (seconds < 1) {
            throw Invalid.belowMin(EXPIRES, 1, Long.toString(seconds));
        }
        if (seconds > MAX_SECONDS) {
            throw Invalid.aboveMax(EXPIRES, MAX_SECONDS, Long.toString(seconds));
        }
        return seconds;
    }
}
