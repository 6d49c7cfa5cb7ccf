package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** {@code argosy serve} in a process of its own. */
final class ServerProcess implements AutoCloseable {

    static final String KEY = "sk-argosy-test";

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Pattern LISTENS = Pattern.compile("Argosy listens on (\\S+)");

    private final Process process;
    private final Path output;
    private final Path log;

    private ServerProcess(Process process, Path output, Path log) {
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /** Starts a server and waits until it is ready. */
    static ServerProcess start(Path dataDir, Optional<Path> config) {
        return start(dataDir, config, 0);
    }

    /** {@link #start(Path, Optional)} on a port of the caller's. */
    static ServerProcess start(Path dataDir, Optional<Path> config, int port) {
        ServerProcess server = launch(dataDir, config, port);
        server.awaitReady();
        return server;
    }

    /** Starts a server and does not wait. */
    static ServerProcess launch(Path dataDir, Optional<Path> config) {
        return launch(dataDir, config, 0);
    }

    private static ServerProcess launch(Path dataDir, Optional<Path> config, int port) {
        List<String> arguments =
                new ArrayList<>(List.of("serve", "--data-dir", dataDir.toString(), "--port", Integer.toString(port)));
        config.ifPresent(file -> arguments.addAll(List.of("--config", file.toString())));
        try {
            Path output = Files.createTempFile("argosy-serve", ".out");
            Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
            ProcessBuilder builder = Commands.builder(arguments)
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("ARGOSY_API_KEY", KEY);
            return new ServerProcess(builder.start(), output, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a server", e);
        }
    }

    void awaitReady() {
        await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            assertThat(process.isAlive())
                    .as(() -> "server is alive; it said " + read(log))
                    .isTrue();
            return read(output).contains("Metrics are at");
        });
    }

    URI url() {
        Matcher matcher = LISTENS.matcher(read(output));
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    String output() {
        return read(output);
    }

    OpenAIClient openai() {
        return openai(KEY);
    }

    /** As the tenant of a key. */
    OpenAIClient openai(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(url() + "/v1")
                .apiKey(key)
                .maxRetries(5)
                .timeout(Duration.ofMinutes(2))
                .build();
    }

    /** A new key of a tenant. */
    String key(String tenant) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/v1/argosy/keys"))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"tenant\":\"" + tenant + "\",\"name\":\"test\"}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JsonMapper.shared()
                    .readTree(http.send(request, BodyHandlers.ofString()).body())
                    .path("key")
                    .asString();
        }
    }

    /** As the kernel does when memory is short. Its PostgreSQL lives on. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    /** As an operator does. */
    int terminate() {
        process.destroy();
        awaitEnd(Duration.ofSeconds(30));
        return process.exitValue();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
        }
    }

    private void awaitEnd(Duration limit) {
        try {
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as("server ended within " + limit)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
