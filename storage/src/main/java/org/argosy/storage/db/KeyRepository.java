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
import org.argosy.storage.ApiKey;
import org.argosy.storage.Ids;
import org.argosy.storage.KeyRole;
import org.argosy.storage.Page;
import org.argosy.storage.TenantId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * API keys. Only the SHA-256 of a key is kept, so a key can be checked and never read back. Safe for use by any number of
 * threads; blocks on the database.
 */
public final class KeyRepository {

    private static final String PREFIX = "sk-argosy-";
    private static final int SECRET_BYTES = 24;
    private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);
    private static final String SELECT =
            "select k.*, t.name as tenant from api_key k join tenant t on t.id = k.tenant_id";

    private static final RowMapper<ApiKey> KEY = (rs, ctx) -> new ApiKey(
            rs.getString("id"),
            rs.getString("tenant"),
            rs.getString("name"),
            role(rs.getString("role")),
            Rows.instant(rs, "created_at").orElseThrow(),
            Rows.instant(rs, "last_used_at"),
            Rows.instant(rs, "expires_at"),
            Rows.instant(rs, "revoked_at"));

    private final Jdbi jdbi;
    private final SecureRandom random = new SecureRandom();

    public KeyRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Whose valid key this is. Notes that the key was used, at most once a minute. */
    public Optional<ApiKey.Identity> identify(String key, Instant now) {
        byte[] sha256 = sha256(key);
        return jdbi.withHandle(h -> {
            Optional<Used> used = h.createQuery("""
                            select id, tenant_id, role, last_used_at from api_key
                             where sha256 = :sha and revoked_at is null and (expires_at is null or expires_at > :now)
                            """)
                    .bind("sha", sha256)
                    .bind("now", now)
                    .map((rs, ctx) -> new Used(
                            new ApiKey.Identity(
                                    new TenantId(rs.getString("tenant_id")),
                                    rs.getString("id"),
                                    role(rs.getString("role"))),
                            Rows.instant(rs, "last_used_at")))
                    .findOne();
            Instant stale = now.minus(NOTE_USE_EVERY);
            if (used.isPresent() && used.get().at().filter(stale::isBefore).isEmpty()) {
                noteUse(h, sha256, now, stale);
            }
            return used.map(Used::identity);
        });
    }

    /** Whether the key with this id is valid. */
    public boolean isValid(String id, Instant now) {
        return jdbi.withHandle(h -> h.createQuery("select exists (select 1 from api_key where id = :id"
                        + " and revoked_at is null and (expires_at is null or expires_at > :now))")
                .bind("id", id)
                .bind("now", now)
                .mapTo(Boolean.class)
                .one());
    }

    /** The tenant whose valid key this is. */
    public Optional<TenantId> authenticate(String key, Instant now) {
        return identify(key, now).map(ApiKey.Identity::tenant);
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
        return jdbi.withHandle(h ->
                h.createQuery(SELECT + " order by k.created_at, k.id").map(KEY).list());
    }

    /**
     * Keys, newest first.
     *
     * @param tenant name of the tenant whose keys are wanted; empty for those of all tenants
     * @param after the last key of the page before; an unknown one gives an empty page
     * @param limit keys on the page, from 1
     */
    public Page<ApiKey> list(Optional<String> tenant, Optional<String> after, int limit) {
        String sql = SELECT + " where true"
                + (tenant.isPresent() ? " and t.name = :tenant" : "")
                + (after.isPresent()
                        ? " and (k.created_at, k.id) < (select c.created_at, c.id from api_key c where c.id = :after)"
                        : "")
                + " order by k.created_at desc, k.id desc limit :limit";
        return jdbi.withHandle(h -> {
            var query = h.createQuery(sql).bind("limit", limit + 1);
            tenant.ifPresent(name -> query.bind("tenant", name));
            after.ifPresent(id -> query.bind("after", id));
            return Page.of(query.map(KEY).list(), limit);
        });
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

    /** Makes a user's key that does not expire. The key cannot be had again. */
    public String create(String tenantName, String keyName, Instant now) {
        return create(new ApiKey.Request(tenantName, keyName, KeyRole.USER, Optional.empty()), now)
                .secret();
    }

    /** Makes a key, and its tenant when that is new. The secret cannot be had again. */
    public ApiKey.WithSecret create(ApiKey.Request request, Instant now) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String key = PREFIX + HexFormat.of().formatHex(secret);
        String id = add(request, key, now);
        return new ApiKey.WithSecret(
                new ApiKey(
                        id,
                        request.tenant(),
                        request.name(),
                        request.role(),
                        now,
                        Optional.empty(),
                        request.expiresAt(),
                        Optional.empty()),
                key);
    }

    /**
     * Lets a tenant use a key that was chosen elsewhere. Adding it again changes nothing.
     *
     * @return the id that it has if it was not there before
     */
    public String add(ApiKey.Request request, String key, Instant now) {
        String id = Ids.withPrefix("key_");
        jdbi.useTransaction(tx -> {
            tx.createUpdate(
                            "insert into tenant (id, name, created_at) values (:id, :name, :now) on conflict do nothing")
                    .bind("id", Ids.tenant().value())
                    .bind("name", request.tenant())
                    .bind("now", now)
                    .execute();
            tx.createUpdate("""
                            insert into api_key (id, tenant_id, name, role, sha256, created_at, expires_at)
                            select :id, t.id, :keyName, :role, :sha, :now, :expiresAt from tenant t where t.name = :tenant
                            on conflict do nothing
                            """)
                    .bind("id", id)
                    .bind("keyName", request.name())
                    .bind("role", request.role().wireName())
                    .bind("sha", sha256(key))
                    .bind("now", now)
                    .bind("expiresAt", request.expiresAt().orElse(null))
                    .bind("tenant", request.tenant())
                    .execute();
        });
        return id;
    }

    /** True when there is any key at all. */
    public boolean hasKeys() {
        return jdbi.withHandle(h -> h.createQuery("select exists (select 1 from api_key)")
                .mapTo(Boolean.class)
                .one());
    }

    private record Used(ApiKey.Identity identity, Optional<Instant> at) {}

    private static KeyRole role(String wireName) {
        return KeyRole.of(wireName).orElse(KeyRole.USER);
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
