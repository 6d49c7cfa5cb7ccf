package org.argosy.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as an operator may see it, without its secret. Immutable.
 *
 * @param tenant name of its tenant
 * @param lastUsedAt to about a minute
 */
public record ApiKey(
        String id,
        String tenant,
        String name,
        KeyRole role,
        Instant createdAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    /**
     * A key that is to be made.
     *
     * @param tenant name of its tenant, which is made when it is new
     */
    public record Request(String tenant, String name, KeyRole role, Optional<Instant> expiresAt) {

        /**
         * @throws IllegalArgumentException when one of the names is none, see {@link KeyNames}
         */
        public Request {
            require("tenant", tenant);
            require("name", name);
        }

        private static void require(String what, String name) {
            KeyNames.problem(name).ifPresent(problem -> {
                throw new IllegalArgumentException("the " + what + " of a key " + problem);
            });
        }
    }

    /**
     * Whom a valid key belongs to.
     *
     * @param id of the key
     */
    public record Identity(TenantId tenant, String id, KeyRole role) {}

    /** A key in the one moment in which its secret is known. */
    public record WithSecret(ApiKey key, String secret) {

        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "WithSecret[" + key + "]";
        }
    }
}
