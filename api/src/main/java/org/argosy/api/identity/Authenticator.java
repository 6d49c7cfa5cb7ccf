package org.argosy.api.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.argosy.storage.db.KeyRepository;
import org.jspecify.annotations.Nullable;

/**
 * Knows whom a key belongs to. Valid keys are remembered, by hash, for a few seconds, which is how long a revoked one may
 * live on; invalid ones never, so that a new key works at once. Safe for use by any number of threads; blocks on the
 * database.
 */
public final class Authenticator {

    private static final int REMEMBERED = 10_000;

    private final KeyRepository keys;
    private final Clock clock;
    private final Duration remember;
    private final Cache<String, Caller> valid;
    private final Cache<String, Boolean> asked;

    public Authenticator(KeyRepository keys, Clock clock, Duration remember) {
        this.keys = keys;
        this.clock = clock;
        this.remember = remember;
        this.valid = cache(remember);
        this.asked = cache(remember);
    }

    private static <T> Cache<String, T> cache(Duration remember) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(remember)
                .build();
    }

    /** How long an answer is believed. */
    public Duration memory() {
        return remember;
    }

    /** Whether the key of somebody who was let in is still valid, for answers that take long. */
    public boolean stillKnows(Caller caller) {
        return asked.get(caller.key(), id -> keys.isValid(id, clock.instant()));
    }

    /** Whoever has this valid key. */
    public Optional<Caller> authenticate(String key) {
        String hash = sha256(key);
        @Nullable Caller remembered = valid.getIfPresent(hash);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<Caller> caller = keys.identify(key, clock.instant()).map(Caller::of);
        caller.ifPresent(known -> valid.put(hash, known));
        return caller;
    }

    private static String sha256(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
