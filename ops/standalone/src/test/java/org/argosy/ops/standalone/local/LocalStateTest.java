package org.argosy.ops.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.argosy.ops.standalone.local.LocalServer.LocalDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {

    private static final URI URL = URI.create("http://127.0.0.1:8080");

    @TempDir
    private Path directory;

    @Test
    void shouldFindTheServerThatRuns() {
        LocalState state = new LocalState(directory);
        LocalServer server = new LocalServer(
                URL, ProcessHandle.current().pid(), Optional.of(new LocalDatabase("jdbc:postgresql://x/y", "u", "p")));

        state.publish(server);

        assertThat(new LocalState(directory).server()).contains(server);
        state.withdraw();
        assertThat(state.server()).isEmpty();
    }

    @Test
    void shouldForgetAServerWhoseProcessIsGone() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        LocalState state = new LocalState(directory);

        state.publish(new LocalServer(URL, process.pid(), Optional.empty()));

        assertThat(state.server()).isEmpty();
    }

    @Test
    void shouldFindNoServerWhenTheFileIsDamaged() throws IOException {
        Files.writeString(directory.resolve("server.json"), "{\"url\":");

        assertThat(new LocalState(directory).server()).isEmpty();
    }

    @Test
    void shouldKeepTheKeyForItsOwnerAlone() throws IOException {
        LocalState state = new LocalState(directory);

        state.keepKey("sk-argosy-x");

        assertThat(state.key()).contains("sk-argosy-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("local.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldGiveTheKeyOnlyForTheServerThatRunsHere() {
        LocalState state = new LocalState(directory);
        state.keepKey("sk-argosy-x");
        state.publish(new LocalServer(URL, ProcessHandle.current().pid(), Optional.empty()));

        assertThat(state.keyFor(URI.create("http://localhost:8080/"))).contains("sk-argosy-x");
        assertThat(state.keyFor(URI.create("http://127.0.0.1:9090"))).isEmpty();
        assertThat(state.keyFor(URI.create("http://argosy.example:8080"))).isEmpty();
    }
}
