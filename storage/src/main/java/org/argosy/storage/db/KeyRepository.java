package org.argosy.storage.db;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Ids;
import org.argosy.storage.TenantId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Tenants and their API keys. Only the SHA-256 of a key is kept, so a key can be checked and never read back. */
public final class KeyRepository {

    private static final String PREFIX = "sk-argosy-";
    private static final int SECRET_BYTES = 24;
    private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);

    private final Jdbi jdbi;
    private final SecureRandom random = new SecureRandom();

    public KeyRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The tenant whose valid key this is. Notes that the key was used, at most once a minute. */
    public Optional<TenantId> authenticate(String key, Instant now) {
        byte[] sha256 = sha256(key);
        return jdbi.withHandle(h -> {
            Optional<Used> used = h.createQuery("""
                            select tenant_id, last_used_at from api_key
                             where sha256 = :sha and revoked_at is null and (expires_at is null or expires_at > :now)
                            """)
                    .bind("sha", sha256)
                    .bind("now", now)
                    .map((rs, ctx) ->
                            new Used(new TenantId(rs.getString("tenant_id")), Rows.instant(rs, "last_used_at")))
                    .findOne();
            Instant stale = now.minus(NOTE_USE_EVERY);
            if (used.isPresent() && used.get().at().filter(stale::isBefore).isEmpty()) {
                noteUse(h, sha256, now, stale);
            }
            return used.map(Used::tenant);
        });
    }

    private static void noteUse(Handle handle, byte[] sha256, Instant now, Instant stale) {
        handle.createUpdate("update api_key set last_used_at = :now"
                        + " where sha256 = :sha and (last_used_at is null or last_used_at <= :stale)")
                .bind("sha", sha256)
                .bind("now", now)
                .bind("stale", stale)
                .execute();
    }

    /** Every key, oldest first. */
    public List<ApiKey> list() {
        return jdbi.withHandle(h -> h.createQuery("""
                        select k.*, t.name tenant from api_key k join tenant t on t.id = k.tenant_id
                         order by k.created_at, k.id
                        """)
                .map((rs, ctx) -> new ApiKey(
                        rs.getString("id"),
                        rs.getString("tenant"),
                        rs.getString("name"),
                        Rows.instant(rs, "created_at").orElseThrow(),
                        Rows.instant(rs, "last_used_at"),
                        Rows.instant(rs, "expires_at"),
                        Rows.instant(rs, "revoked_at")))
                .list());
    }

    /**
     * Makes a key worthless, as soon as the processes that remember it have forgotten it.
     *
     * @return false when there is no such key or it was revoked before
     */
    public boolean revoke(String id, Instant now) {
        return jdbi.withHandle(h -> h.createUpdate(
                                "update api_key set revoked_at = :now where id = :id and revoked_at is null")
                        .bind("id", id)
                        .bind("now", now)
                        .execute())
                == 1;
    }

    /** Makes a key for the tenant of that name, and the tenant when it is new. The key cannot be had again. */
    public String create(String tenantName, String keyName, Instant now) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String key = PREFIX + HexFormat.of().formatHex(secret);
        add(tenantName, keyName, key, now);
        return key;
    }

    /** Lets the tenant of that name use a key that was chosen elsewhere. Adding it again changes nothing. */
    public void add(String tenantName, String keyName, String key, Instant now) {
        jdbi.useTransaction(tx -> {
            tx.createUpdate(
                            "insert into tenant (id, name, created_at) values (:id, :name, :now) on conflict do nothing")
                    .bind("id", Ids.tenant().value())
                    .bind("name", tenantName)
                    .bind("now", now)
                    .execute();
            tx.createUpdate("""
                            insert into api_key (id, tenant_id, name, sha256, created_at)
                            select :id, t.id, :keyName, :sha, :now from tenant t where t.name = :tenant
                            on conflict do nothing
                            """)
                    .bind("id", Ids.withPrefix("key_"))
                    .bind("keyName", keyName)
                    .bind("sha", sha256(key))
                    .bind("now", now)
                    .bind("tenant", tenantName)
                    .execute();
        });
    }

    /** True when there is any key at all. */
    public boolean hasKeys() {
        return jdbi.withHandle(h -> h.createQuery("select exists (select 1 from api_key)")
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * A key as an operator may see it.
     *
     * @param tenant name of its tenant
     * @param lastUsedAt to about a minute
     */
    public record ApiKey(
            String id,
            String tenant,
            String name,
            Instant createdAt,
            Optional<Instant> lastUsedAt,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt) {}

    private record Used(TenantId tenant, Optional<Instant> at) {}

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
