package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.models.batches.Batch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The first run of somebody who configured nothing. */
class BuiltInClustersIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path MANUAL = Path.of("..", "..", "docs", "operations.md");
    private static final Pattern METRIC = Pattern.compile("`((?:argosy|http)_[a-z_]+)`");
    private static final Path EXAMPLES = Path.of("..", "..", "docs", "examples");

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static Batches batches;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory.resolve("data"), Optional.empty());
        batches = new Batches(server.openai());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldEmbedEachLineOnceWithTheLocalModel() {
        Batch batch = batches.awaitEnd(
                batches.submit(EXAMPLES.resolve("embeddings.jsonl"), "/v1/embeddings")
                        .id(),
                LIMIT);

        assertThat(batch.status()).hasToString("completed");
        assertThat(batch.errorFileId()).isEmpty();
        assertThat(batches.results(batch))
                .hasSize(20)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        batches.lines(
                batch.outputFileId().orElseThrow(),
                line -> assertThat(line.at("/response/body/data/0/embedding")).hasSize(384));
    }

    @Test
    void shouldAnswerEachChatOnceWithTheSimulator() throws IOException {
        Path input = Inputs.chat(directory.resolve("chat.jsonl"), "simulator", 200);

        Batch batch =
                batches.awaitEnd(batches.submit(input, "/v1/chat/completions").id(), LIMIT);

        assertThat(batch.status()).hasToString("completed");
        assertThat(batches.results(batch))
                .containsOnlyKeys(
                        IntStream.rangeClosed(1, 200).mapToObj(i -> "line-" + i).toList())
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    void shouldRunAnInputOnTheServerOfTheDataDirectory() throws Exception {
        Path input = Files.copy(EXAMPLES.resolve("chat.jsonl"), directory.resolve("run.jsonl"));

        Commands.Result result = Commands.run(
                Map.of(), "run", "--data-dir", directory.resolve("data").toString(), input.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("Using the server at", "8 completed, 0 failed");
        assertThat(Files.readAllLines(directory.resolve("run.output.jsonl"))).hasSize(8);
        assertThat(directory.resolve("run.errors.jsonl")).doesNotExist();
    }

    @Test
    void shouldRunTheExampleOfTheDocsWithCurl() throws Exception {
        ProcessBuilder script = new ProcessBuilder(
                        "sh",
                        EXAMPLES.resolve("curl.sh").toString(),
                        EXAMPLES.resolve("chat.jsonl").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        script.environment()
                .putAll(Map.of("OPENAI_BASE_URL", server.url() + "/v1", "ARGOSY_API_KEY", ServerProcess.KEY));

        Process running = script.start();
        List<String> printed = running.inputReader().readAllLines();

        assertThat(running.waitFor()).isZero();
        assertThat(printed).hasSize(8).allMatch(line -> line.contains("\"status_code\":200"));
    }

    @Test
    void shouldMakeKeysBesideTheRunningServer() throws Exception {
        String data = directory.resolve("data").toString();

        Commands.Result made = Commands.run(Map.of(), "keys", "create", "--tenant", "other", "--data-dir", data);
        Commands.Result status = Commands.run(
                Map.of("ARGOSY_API_KEY", made.out().strip()),
                "status",
                "--server",
                server.url().toString());

        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).matches("sk-argosy-[0-9a-f]{48}\\R");
        Commands.Result keys = Commands.run(Map.of(), "keys", "list", "--json", "--data-dir", data);
        assertThat(keys.out().lines()).anyMatch(line -> {
            JsonNode key = JsonMapper.shared().readTree(line);
            return key.get("tenant").stringValue().equals("other")
                    && key.get("revoked_at").isNull();
        });
        assertThat(status.exitCode()).as(status.err()).isZero();
        assertThat(status.out()).isEmpty();
    }

    @Test
    void shouldEndWhenItIsInterruptedAndLeaveTheBatchRunning() throws Exception {
        Path input = Inputs.chat(directory.resolve("interrupted.jsonl"), "simulator", 20_000);
        Path said = directory.resolve("interrupted.err");
        List<String> arguments =
                List.of("run", "--data-dir", directory.resolve("elsewhere").toString(), input.toString());
        Map<String, String> environment =
                Map.of("ARGOSY_SERVER", server.url().toString(), "ARGOSY_API_KEY", ServerProcess.KEY);
        ProcessBuilder command = Commands.builder(arguments).redirectError(said.toFile());
        command.environment().putAll(environment);
        Process run = command.start();
        await().atMost(LIMIT).until(() -> Files.readString(said).contains("in_progress"));

        run.destroy();

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String id = batches.ids().getFirst();
        assertThat(said)
                .content()
                .contains("Interrupted; the batch is kept. Run the same command again to go on with " + id)
                .doesNotContain("argosy: ");
        assertThat(batches.get(id).status()).hasToString("in_progress");
        server.openai().batches().cancel(id);

        Commands.Result again = Commands.run(environment, arguments.toArray(String[]::new));

        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("Going on with " + id, id + " cancelled");
        assertThat(batches.ids().getFirst()).isEqualTo(id);
        assertThat(directory.resolve("interrupted.output.jsonl")).exists();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void shouldShowTenantsAndTheirUsageToOperatorsOnTheCommandLine() throws Exception {
        Batches others = new Batches(server.openai(server.key("physics")));
        Path input = Inputs.chat(directory.resolve("usage.jsonl"), "simulator", 7);
        Batch batch =
                others.awaitEnd(others.submit(input, "/v1/chat/completions").id(), LIMIT);
        assertThat(batch.status()).hasToString("completed");

        Commands.Result list = operator("tenants", "list");
        Commands.Result show = operator("tenants", "show", "physics");
        Commands.Result usage = operator("usage", "--tenant", "physics", "--bucket", "1d", "--json");
        Commands.Result refused = Commands.run(
                Map.of("ARGOSY_SERVER", server.url().toString(), "ARGOSY_API_KEY", server.key("physics")),
                "tenants",
                "list");

        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out().lines().map(line -> line.split(" ", 2)[0])).contains("TENANT", "default", "physics");
        assertThat(show.exitCode()).as(show.err()).isZero();
        assertThat(show.out()).contains("physics (", "Open batches     0", "simulator");
        assertThat(usage.exitCode()).as(usage.err()).isZero();
        assertThat(usage.out().lines())
                .singleElement()
                .asString()
                .contains("\"tenant\":\"physics\"", "\"model\":\"simulator\"", "\"completed\":7");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("operator");
    }

    private static Commands.Result operator(String... arguments) throws Exception {
        return Commands.run(
                Map.of("ARGOSY_SERVER", server.url().toString(), "ARGOSY_API_KEY", ServerProcess.KEY), arguments);
    }

    @Test
    void shouldSayThatTheDataDirectoryIsInUseWhenASecondServerWantsIt() throws Exception {
        Commands.Result second = Commands.run(
                Map.of(),
                "serve",
                "--port",
                "0",
                "--data-dir",
                directory.resolve("data").toString());

        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.err()).contains("is in use by another Argosy server").hasLineCount(1);
    }

    @Test
    void shouldServeEachMetricOfTheManual() throws Exception {
        Path input = Inputs.chat(directory.resolve("metrics.jsonl"), "simulator", 5);
        batches.awaitEnd(batches.submit(input, "/v1/chat/completions").id(), LIMIT);
        List<String> documented = Files.readAllLines(MANUAL).stream()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line ->
                        METRIC.matcher(line.substring(0, line.indexOf(" | "))).results())
                .map(name -> name.group(1))
                .toList();
        assertThat(documented).hasSizeGreaterThan(20);
        Matcher metrics = Pattern.compile("Metrics are at (\\S+)").matcher(server.output());
        assertThat(metrics.find()).isTrue();

        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest scrape =
                    HttpRequest.newBuilder(URI.create(metrics.group(1))).build();
            await().atMost(LIMIT).untilAsserted(() -> {
                String text = http.send(scrape, BodyHandlers.ofString()).body();
                assertThat(documented)
                        .allSatisfy(name -> assertThat(text).containsPattern("(?m)^" + name + "(_count)?[{ ]"));
            });
        }
    }
}
