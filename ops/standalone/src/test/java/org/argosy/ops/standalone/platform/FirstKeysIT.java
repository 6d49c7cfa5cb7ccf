package org.argosy.ops.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.KeyRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstKeysIT {

    @TempDir
    private Path data;

    private final List<String> shown = new ArrayList<>();
    private Database database;
    private KeyRepository keys;

    @BeforeEach
    void open() {
        var postgres = EmbeddedStack.freshDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        database = Database.open(config);
        keys = new KeyRepository(database.jdbi());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldShowAKeyOnceThatIsMadeOnAFirstStart() {
        start(true).issue(Optional.empty(), shown::add);
        start(true).issue(Optional.empty(), shown::add);

        assertThat(shown)
                .singleElement()
                .satisfies(key -> assertThat(keys.identify(key, Instant.now())).isPresent());
    }

    @Test
    void shouldShowAKeyAlsoWhenTheStartFailsBehindIt() throws Exception {
        Path inTheWay = Files.createDirectories(data.resolve("first-key.new/full"));

        assertThatThrownBy(() -> start(true).issue(Optional.empty(), shown::add))
                .isInstanceOf(RuntimeException.class);
        assertThat(shown).hasSize(1);

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        start(true).issue(Optional.empty(), shown::add);
        assertThat(shown).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void shouldGiveAnInstallationItsFirstKeyAfterAStartThatFailedBeforeIt() {
        start(false).local();

        start(false).issue(Optional.empty(), shown::add);
        start(false).issue(Optional.empty(), shown::add);

        assertThat(shown).hasSize(1);
    }

    /** What each start makes anew. */
    private FirstKeys start(boolean embedded) {
        return new FirstKeys(keys, new LocalState(data), embedded, Clock.systemUTC());
    }
}
