package org.argosy.api.http;

import java.util.Optional;
import org.argosy.storage.ApiKey;

/** An API key without its secret. */
record KeyJson(
        String id,
        String object,
        String tenant,
        String name,
        String role,
        long createdAt,
        Optional<Long> lastUsedAt,
        Optional<Long> expiresAt,
        Optional<Long> revokedAt) {

    static final String OBJECT = "argosy.key";

    static KeyJson of(ApiKey key) {
        return new KeyJson(
                key.id(),
                OBJECT,
                key.tenant(),
                key.name(),
                key.role().wireName(),
                key.createdAt().getEpochSecond(),
                EpochSeconds.of(key.lastUsedAt()),
                EpochSeconds.of(key.expiresAt()),
                EpochSeconds.of(key.revokedAt()));
    }

    /** A key that was just made, with the secret that is shown once. */
    record WithSecret(
            String id,
            String object,
            String tenant,
            String name,
            String role,
            long createdAt,
            Optional<Long> expiresAt,
            String key) {

        static WithSecret of(ApiKey.WithSecret made) {
            ApiKey key = made.key();
            return new WithSecret(
                    key.id(),
                    OBJECT,
                    key.tenant(),
                    key.name(),
                    key.role().wireName(),
                    key.createdAt().getEpochSecond(),
                    EpochSeconds.of(key.expiresAt()),
                    made.secret());
        }

        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "WithSecret[id=" + id + "]";
        }
    }
}
