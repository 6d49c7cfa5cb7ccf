package org.argosy.ops.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.argosy.ops.embedded.DataDirectoryLock;
import org.argosy.ops.embedded.Durability;
import org.argosy.ops.embedded.EmbeddedPostgres;
import org.argosy.ops.embedded.PostgresSettings;
import org.junit.jupiter.api.Test;

class AbandonedTestDirectoryIT {

    private final FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));

    @Test
    void shouldStopAndDeleteWhatAKilledJvmLeftBehind() throws Exception {
        Path abandoned = Files.createTempDirectory("argosy-test-");
        EmbeddedPostgres.start(abandoned.resolve("postgres"), new PostgresSettings(Durability.BUFFERED, 10, 16));
        long server = Long.parseLong(Files.readAllLines(abandoned.resolve("postgres/data/postmaster.pid"))
                .getFirst());
        Files.setLastModifiedTime(abandoned, longAgo);

        TestDirectory.create().close();

        await().until(() ->
                ProcessHandle.of(server).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(abandoned).doesNotExist();
    }

    @Test
    void shouldLeaveADirectoryAloneWhenItsJvmLives() throws Exception {
        Path used = Files.createTempDirectory("argosy-test-");
        DataDirectoryLock lock = DataDirectoryLock.acquire(used);
        Files.setLastModifiedTime(used, longAgo);

        TestDirectory.create().close();

        assertThat(used).exists();
        new TestDirectory(used, lock).close();
        assertThat(used).doesNotExist();
    }
}
