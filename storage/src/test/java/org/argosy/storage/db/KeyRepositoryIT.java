package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import org.argosy.storage.db.KeyRepository.ApiKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRepositoryIT {

    private final Fixture fixture = new Fixture();
    private final KeyRepository keys = new KeyRepository(fixture.database.jdbi());

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldGiveTwoKeysOfOneNameToOneTenant() {
        String key = keys.create("anna", "second", NOW);

        assertThat(key).startsWith("sk-argosy-");
        assertThat(keys.authenticate(key, NOW)).contains(fixture.anna);
        assertThat(keys.authenticate(key + "x", NOW)).isEmpty();
        assertThat(keys.authenticate("a\0b", NOW)).isEmpty();
    }

    @Test
    void shouldKeepAGivenKeyOnce() {
        keys.add("anna", "chosen", "sk-chosen", NOW);
        keys.add("ben", "again", "sk-chosen", NOW);

        assertThat(keys.authenticate("sk-chosen", NOW)).contains(fixture.anna);
        assertThat(keys.list()).extracting(ApiKey::name).containsExactly("first", "first", "chosen");
    }

    @Test
    void shouldRefuseTheKeyWhenItIsRevoked() {
        String key = keys.create("carl", "only", NOW);
        ApiKey made = keys.list().getLast();

        assertThat(made.tenant()).isEqualTo("carl");
        assertThat(keys.revoke(made.id(), NOW.plusSeconds(1))).isTrue();
        assertThat(keys.revoke(made.id(), NOW.plusSeconds(2))).isFalse();
        assertThat(keys.revoke("key_none", NOW)).isFalse();
        assertThat(keys.authenticate(key, NOW)).isEmpty();
        assertThat(keys.list().getLast().revokedAt()).contains(NOW.plusSeconds(1));
    }

    @Test
    void shouldRefuseTheKeyFromTheMomentItExpires() {
        String key = keys.create("carl", "only", NOW);
        fixture.database
                .jdbi()
                .useHandle(h -> h.createUpdate("update api_key set expires_at = :at where name = 'only'")
                        .bind("at", NOW.plusSeconds(10))
                        .execute());

        assertThat(keys.authenticate(key, NOW.plusSeconds(9))).isPresent();
        assertThat(keys.authenticate(key, NOW.plusSeconds(10))).isEmpty();
    }

    @Test
    void shouldNoteTheUseAtMostOnceAMinute() {
        String key = keys.create("carl", "only", NOW);
        assertThat(keys.list().getLast().lastUsedAt()).isEmpty();

        keys.authenticate(key, NOW);
        keys.authenticate(key, NOW.plusSeconds(59));
        assertThat(keys.list().getLast().lastUsedAt()).contains(NOW);

        keys.authenticate(key, NOW.plusSeconds(60));
        assertThat(keys.list().getLast().lastUsedAt()).contains(NOW.plusSeconds(60));
    }
}
