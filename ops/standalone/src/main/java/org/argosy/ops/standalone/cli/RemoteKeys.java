package org.argosy.ops.standalone.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
import tools.jackson.databind.JsonNode;

/** Keys of a server elsewhere, with the key of one of its operators. */
record RemoteKeys(ArgosyClient client) implements Keys {

    @Override
    public String create(String tenant, String name, KeyRole role, Optional<Duration> life) {
        return client.createKey(tenant, name, role.wireName(), life).path("key").asString();
    }

    @Override
    public void forEach(Consumer<ApiKey> action) {
        Optional<String> after = Optional.empty();
        JsonNode page;
        do {
            page = client.keys(after);
            page.path("data").forEach(key -> action.accept(key(key)));
            after = Optional.of(page.path("last_id").asString(""));
        } while (page.path("has_more").asBoolean(false));
    }

    @Override
    public boolean revoke(String id) {
        try {
            client.revokeKey(id);
            return true;
        } catch (ApiException e) {
            if (e.status() == 404) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static ApiKey key(JsonNode json) {
        return new ApiKey(
                json.path("id").asString(""),
                json.path("tenant").asString(""),
                json.path("name").asString(""),
                KeyRole.of(json.path("role").asString("")).orElse(KeyRole.USER),
                time(json.path("created_at")).orElse(Instant.EPOCH),
                time(json.path("last_used_at")),
                time(json.path("expires_at")),
                time(json.path("revoked_at")));
    }

    private static Optional<Instant> time(JsonNode seconds) {
        return seconds.isNumber() ? Optional.of(Instant.ofEpochSecond(seconds.asLong())) : Optional.empty();
    }
}
