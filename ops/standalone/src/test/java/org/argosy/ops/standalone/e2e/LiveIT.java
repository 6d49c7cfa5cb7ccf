package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.models.batches.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody follows a batch while the server is killed and started again. */
class LiveIT {

    private static final int LINES = 3_000;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    @Test
    @Tag("batches.results.once")
    void shouldShowEachLineOnceToThoseWhoFollowWhenTheServerIsKilled() throws Exception {
        SimulatorSettings settings = SimulatorSettings.builder()
                .pace(new Pace(64, Duration.ofMillis(120), Duration.ZERO, 1, 1))
                .build();
        Path data = directory.resolve("data");
        Path input = Inputs.chat(directory.resolve("in.jsonl"), "test", LINES);
        Path followed = directory.resolve("followed.jsonl");
        try (SimulatedCluster backend = SimulatedCluster.start(settings)) {
            Optional<Path> config = Optional.of(Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl()));
            ServerProcess server = ServerProcess.start(data, config);
            int port = server.url().getPort();
            Process follower = null;
            Process watcher = null;
            try {
                String id = new Batches(server.openai())
                        .submit(input, "/v1/chat/completions")
                        .id();
                follower = command(server, "results", "--follow", "-o", followed.toString(), id);
                watcher = command(server, "watch", "--json", id);
                await().atMost(LIMIT).until(() -> lines(followed).size() > LINES / 4);
                server.kill();
                int before = lines(followed).size();
                server = ServerProcess.start(data, config, port);

                Batches batches = new Batches(server.openai());
                Batch batch = batches.awaitEnd(id, LIMIT);
                assertThat(follower.waitFor(1, TimeUnit.MINUTES)).isTrue();
                assertThat(watcher.waitFor(1, TimeUnit.MINUTES)).isTrue();

                assertThat(before).isLessThan(LINES);
                assertThat(batch.status()).hasToString("completed");
                assertThat(follower.exitValue()).isZero();
                assertThat(watcher.exitValue()).isZero();
                assertThat(lines(followed)).containsExactlyElementsOf(results(server, batch));
                assertThat(read(directory.resolve("watch.out"))).contains("\"status\":\"completed\"");
                assertThat(server.terminate()).isEqualTo(143);
            } finally {
                Stream.of(Optional.ofNullable(follower), Optional.ofNullable(watcher))
                        .flatMap(Optional::stream)
                        .forEach(Process::destroyForcibly);
                server.close();
            }
        }
    }

    private Process command(ServerProcess server, String... arguments) throws IOException {
        ProcessBuilder builder = Commands.builder(List.of(arguments))
                .redirectOutput(directory.resolve(arguments[0] + ".out").toFile())
                .redirectError(directory.resolve(arguments[0] + ".err").toFile());
        builder.environment().put("ARGOSY_SERVER", server.url().toString());
        builder.environment().put("ARGOSY_API_KEY", ServerProcess.KEY);
        return builder.start();
    }

    /** The output file, as every line succeeds. */
    private static List<String> results(ServerProcess server, Batch batch) throws IOException {
        try (var content = server.openai().files().content(batch.outputFileId().orElseThrow())) {
            return new String(content.body().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static List<String> lines(Path file) {
        return read(file).lines().toList();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
