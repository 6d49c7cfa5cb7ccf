package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says why in one sentence and exits with 2. */
class RefusedStartIT {

    @TempDir
    private Path directory;

    @Test
    void shouldNameThePortWhenItIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    "Cannot listen on 127.0.0.1:" + taken.getLocalPort(),
                    "serve",
                    "--port",
                    Integer.toString(taken.getLocalPort()),
                    "--data-dir",
                    directory.resolve("data").toString());
        }
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void shouldNameTheKeyWhenTheConfigurationHasAnUnknownOne() throws Exception {
        Path config = Files.writeString(directory.resolve("a.yaml"), "argosy: { server: { prot: 1 } }");

        assertRefused("unknown key argosy.server.prot", "serve", "--config", config.toString());
    }

    @Test
    void shouldNameTheFileWhenThereIsNone() throws Exception {
        assertRefused(
                "none.yaml", "serve", "--config", directory.resolve("none.yaml").toString());
    }

    @Test
    void shouldSayThatTheInputHasNoUrlWhenItIsNoBatch() throws Exception {
        Path input = Files.writeString(directory.resolve("a.jsonl"), "hello\n");

        assertRefused(
                "no batch request with a url",
                "run",
                input.toString(),
                "--data-dir",
                directory.resolve("data").toString());
    }

    @Test
    void shouldRefuseAFirstKeyThatIsNone() throws Exception {
        Commands.Result result = Commands.run(
                Map.of("ARGOSY_API_KEY", "two words"),
                "serve",
                "--data-dir",
                directory.resolve("data").toString());

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("argosy: ARGOSY_API_KEY has white space")
                .hasLineCount(1);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    private static void assertRefused(String sentence, String... arguments) throws Exception {
        Commands.Result result = Commands.run(Map.of(), arguments);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(sentence).doesNotContain("\tat ").hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }
}
