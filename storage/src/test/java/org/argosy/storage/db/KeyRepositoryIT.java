package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.argosy.storage.ApiKey;
import org.argosy.storage.KeyRole;
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
        keys.add(new ApiKey.Request("anna", "chosen", KeyRole.OPERATOR, Optional.empty()), "sk-chosen", NOW);
        keys.add(new ApiKey.Request("ben", "again", KeyRole.USER, Optional.empty()), "sk-chosen", NOW);

        ApiKey.Identity owner = keys.identify("sk-chosen", NOW).orElseThrow();
        assertThat(owner.tenant()).isEqualTo(fixture.anna);
        assertThat(owner.role()).isEqualTo(KeyRole.OPERATOR);
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
        String key = keys.create(
                        new ApiKey.Request("carl", "only", KeyRole.USER, Optional.of(NOW.plusSeconds(10))), NOW)
                .secret();

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
