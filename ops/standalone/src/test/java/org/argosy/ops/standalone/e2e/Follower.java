package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code argosy results --follow} and {@code argosy watch} in processes of their own, which bear with a server's restarts. */
final class Follower implements AutoCloseable {

    private final Path directory;
    private final Path lines;
    private final Process results;
    private final Process watch;

    private Follower(ServerProcess server, String batch, String key, Path directory) throws IOException {
        this.directory = directory;
        this.lines = directory.resolve("followed.jsonl");
        this.results = start(server, key, "results", "--follow", "-o", lines.toString(), batch);
        this.watch = start(server, key, "watch", "--json", batch);
    }

    /**
     * Starts to follow.
     *
     * @param server must come again at the same port
     * @param key of the batch's owner
     */
    static Follower start(ServerProcess server, String batch, String key, Path directory) throws IOException {
        return new Follower(server, batch, key, directory);
    }

    /** Waits until both have seen the batch complete. */
    void awaitCompleted(Duration limit) throws IOException, InterruptedException {
        for (Process process : List.of(results, watch)) {
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(directory.resolve("watch.out")).content().contains("\"status\":\"completed\"");
    }

    /** Every line that it was shown. */
    List<String> lines() throws IOException {
        return Files.readAllLines(lines);
    }

    private Process start(ServerProcess server, String key, String... arguments) throws IOException {
        ProcessBuilder builder = Commands.builder(List.of(arguments))
                .redirectOutput(directory.resolve(arguments[0] + ".out").toFile())
                .redirectError(directory.resolve(arguments[0] + ".err").toFile());
        builder.environment().put("ARGOSY_SERVER", server.url().toString());
        builder.environment().put("ARGOSY_API_KEY", key);
        return builder.start();
    }

    @Override
    public void close() {
        results.destroyForcibly();
        watch.destroyForcibly();
    }
}
