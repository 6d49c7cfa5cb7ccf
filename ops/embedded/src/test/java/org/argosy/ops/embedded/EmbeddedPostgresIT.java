package org.argosy.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @TempDir
    private Path directory;

    @Test
    void shouldKeepDataAndPortWhenItIsStoppedAndCrashed() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            PostgresConnection database = postgres.connection();
            Databases.execute(database, "CREATE TABLE kept AS SELECT 'here' AS value");

            postgres.restart();
            assertThat(postgres.connection()).isEqualTo(database);
            assertThat(Databases.query(database, "SELECT value FROM kept")).isEqualTo("here");

            Databases.execute(database, "UPDATE kept SET value = 'changed'");
            postgres.crash();
            assertThatThrownBy(() -> Databases.query(database, "SELECT 1")).isInstanceOf(SQLException.class);
            postgres.start();
            assertThat(Databases.query(database, "SELECT value FROM kept")).isEqualTo("changed");
        }
    }

    @Test
    void shouldBeDurableAndClosedToOthersWhenStartedWithItsDefaults() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            PostgresConnection database = postgres.connection();
            assertThat(Databases.query(database, "SHOW fsync")).isEqualTo("on");
            assertThat(Databases.query(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Databases.query(database, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(Databases.query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Databases.query(database, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(Databases.query(database, "SHOW server_version")).startsWith("18");
            assertThat(database.toString()).doesNotContain(database.password());
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
                    .hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldStartWhenPostmasterPidNamesAForeignProcess() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            postgres.stop();
            Path pidFile = directory.resolve("data/postmaster.pid");
            long foreign = ProcessHandle.current().pid();
            Files.writeString(pidFile, foreign + "\n" + directory.resolve("data") + "\n1\n5432\n\n\n\n");

            postgres.start();

            assertThat(Databases.query(postgres.connection(), "SELECT 1")).isEqualTo("1");
            assertThat(Files.readAllLines(pidFile).getFirst()).isNotEqualTo(Long.toString(foreign));
        }
    }

    @Test
    void shouldTakeAnotherPortWhenTheNextStartIsInAnotherObject() throws Exception {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(directory)) {
            Databases.execute(first.connection(), "CREATE TABLE kept AS SELECT 'here' AS value");
        }
        try (EmbeddedPostgres second = EmbeddedPostgres.start(directory)) {
            assertThat(Databases.query(second.connection(), "SELECT value FROM kept"))
                    .isEqualTo("here");
        }
    }
}
