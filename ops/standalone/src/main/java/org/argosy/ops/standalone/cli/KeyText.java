package org.argosy.ops.standalone.cli;

import java.time.Instant;
import java.util.Optional;
import org.argosy.storage.ApiKey;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Keys as commands show them, without secrets. */
final class KeyText {

    private static final JsonMapper JSON = JsonMapper.shared();

    private KeyText() {}

    static String row(ApiKey key) {
        return String.format(
                "%s  %-20s %-20s %-8s made %s%s%s%s",
                key.id(),
                key.tenant(),
                key.name(),
                key.role().wireName(),
                key.createdAt(),
                key.lastUsedAt().map(at -> "  used " + at).orElse(""),
                key.expiresAt().map(at -> "  expires " + at).orElse(""),
                key.revokedAt().map(at -> "  revoked " + at).orElse(""));
    }

    /** The same members as in the API. */
    static String json(ApiKey key) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", key.id())
                .put("tenant", key.tenant())
                .put("name", key.name())
                .put("role", key.role().wireName())
                .put("created_at", key.createdAt().getEpochSecond());
        put(json, "last_used_at", key.lastUsedAt());
        put(json, "expires_at", key.expiresAt());
        put(json, "revoked_at", key.revokedAt());
        return json.toString();
    }

    private static void put(ObjectNode json, String name, Optional<Instant> at) {
        at.ifPresentOrElse(time -> json.put(name, time.getEpochSecond()), () -> json.putNull(name));
    }
}
