package org.argosy.ops.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.zaxxer.hikari.HikariConfig;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.argosy.ops.simulator.Fault;
import org.argosy.ops.simulator.FaultRule;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.standalone.config.ConfigLoader;
import org.argosy.ops.standalone.local.LocalServer.LocalDatabase;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.ops.standalone.platform.Platform;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.RetentionRepository;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Batches whose requests are chosen line by line: retries, requests in the call itself, several input files. */
class LinesIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CHAT = "/v1/chat/completions";
    private static final String CREATE = "\"endpoint\":\"" + CHAT + "\",\"completion_window\":\"24h\"";
    private static final int LINES = 200;

    @TempDir
    private static Path directory;

    private static SimulatedCluster simulator;
    private static Platform platform;
    private static OpenAIClient openai;
    private static Batches batches;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        simulator = SimulatedCluster.start(SimulatorSettings.builder()
                .pace(new Pace(16, Duration.ofMillis(20), Duration.ZERO, 4, 4))
                .models("test")
                .build());
        Path data = directory.resolve("data");
        Path config = Inputs.config(directory.resolve("argosy.yaml"), simulator.baseUrl());
        Files.writeString(config, "  data-dir: " + data + "\n  server: { port: 0 }\n", StandardOpenOption.APPEND);
        platform = Platform.start(new ConfigLoader(Map.of()).load(config));
        key = new LocalState(data).key().orElseThrow();
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(platform.url().orElseThrow() + "/v1")
                .apiKey(key)
                .responseValidation(true)
                .build();
        batches = new Batches(openai);
    }

    @AfterAll
    static void stop() {
        openai.close();
        platform.close();
        simulator.close();
    }

    @AfterEach
    void heal() {
        simulator.setFaults();
        simulator.setLatencyFactor(1);
        simulator.resume();
    }

    @Test
    @Tag("batches.retry")
    @Tag("batches.merged")
    void shouldRunAgainOnlyWhatFailed() throws Exception {
        simulator.setFaults(new FaultRule(new Fault.Status(400), new FaultRule.Chance(0.1)));
        Batch parent = finished(batches.submit(Inputs.chat(directory.resolve("tenth.jsonl"), "test", LINES), CHAT)
                .id());
        long failed = parent.requestCounts().orElseThrow().failed();
        assertThat(failed).isBetween(1L, LINES / 2L);
        simulator.setFaults();
        prunePlans();
        long requests = arrivals();

        JsonNode answer = post("/v1/batches/" + parent.id() + "/retry", "{}", 200);
        Batch child = finished(answer.path("id").asString());

        assertThat(child.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(child.requestCounts().orElseThrow().total()).isEqualTo(failed);
        assertThat(child.requestCounts().orElseThrow().completed()).isEqualTo(failed);
        assertThat(arrivals() - requests).isEqualTo(failed);
        assertThat(answer.at("/argosy/parent").asString()).isEqualTo(parent.id());
        assertThat(object(parent.id()).at("/argosy/children/0").asString()).isEqualTo(child.id());
        assertThat(merged(parent.id()))
                .hasSize(LINES)
                .allSatisfy((_, status) -> assertThat(status).isEqualTo("200"));
        assertThat(merged(child.id())).hasSize((int) failed);
        assertThat(get("/v1/batches/" + parent.id() + "/results?order=input&limit=1000")
                        .body())
                .containsSubsequence("\"line-1\"", "\"line-2\"", "\"line-" + LINES + "\"");
        assertThat(post("/v1/batches/" + child.id() + "/retry", "{}", 400)
                        .at("/error/code")
                        .asString())
                .isEqualTo("nothing_to_retry");
    }

    @Test
    @Tag("batches.retry.codes")
    void shouldRunEachFailureAgainOnceWhateverRetriesAreAskedFor() throws Exception {
        simulator.setFaults(
                new FaultRule(new Fault.Status(400), new FaultRule.Arrivals(arrivals(), arrivals() + 10)),
                new FaultRule(new Fault.Status(422), new FaultRule.Arrivals(arrivals() + 10, arrivals() + 30)));
        Batch parent = finished(batches.submit(Inputs.chat(directory.resolve("codes.jsonl"), "test", 50), CHAT)
                .id());
        assertThat(parent.requestCounts().orElseThrow().failed()).isEqualTo(30);
        simulator.setFaults();

        Batch some = finished(retry(parent.id(), "{\"error_codes\":[\"422\"]}"));
        Batch rest = finished(retry(parent.id(), "{\"completion_window\":\"2h\"}"));
        Batch none = finished(retry(parent.id(), "{}"));

        assertThat(some.requestCounts().orElseThrow().completed()).isEqualTo(20);
        assertThat(rest.requestCounts().orElseThrow().completed()).isEqualTo(10);
        assertThat(rest.completionWindow()).isEqualTo("2h");
        assertThat(none.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(none.errors().orElseThrow().data().orElseThrow().getFirst().code())
                .contains("nothing_to_retry");
        assertThat(merged(parent.id()))
                .hasSize(50)
                .allSatisfy((_, status) -> assertThat(status).isEqualTo("200"));
    }

    @Test
    @Tag("batches.retry.cancelled")
    void shouldRunAgainWhatWasCancelledAndEndACancelledRetryWithItsOwnLinesAlone() throws Exception {
        simulator.setFaults(new FaultRule(new Fault.Status(400), new FaultRule.Arrivals(arrivals(), arrivals() + 20)));
        simulator.setLatencyFactor(20);
        String first = batches.submit(Inputs.chat(directory.resolve("cancelled.jsonl"), "test", LINES), CHAT)
                .id();
        await().atMost(LIMIT)
                .until(() -> batches.get(first).requestCounts().orElseThrow().failed() >= 20);
        openai.batches().cancel(first);
        Batch parent = finished(first);
        long failed = parent.requestCounts().orElseThrow().failed();
        simulator.setFaults();
        simulator.setLatencyFactor(1);
        simulator.pause();

        String second = retry(first, "{}");
        await().atMost(LIMIT).until(() -> batches.get(second).status().toString(), "in_progress"::equals);
        openai.batches().cancel(second);
        // What is open gets its answer, instead of being waited for as long as a cancel may take.
        simulator.resume();
        Batch cancelled = finished(second);

        assertThat(cancelled.requestCounts().orElseThrow().total()).isEqualTo(failed);
        assertThat(batches.results(cancelled)).hasSize((int) failed);
        Batch again = finished(retry(second, "{}"));
        assertThat(again.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(merged(first))
                .hasSize(LINES)
                .allSatisfy((_, status) -> assertThat(status).isEqualTo("200"));
    }

    @Test
    @Tag("batches.retry.errors")
    void shouldRefuseToRetryWhatHasNotRun() throws Exception {
        String failed = finished(batches.create("file-none", CHAT).id()).id();

        assertThat(post("/v1/batches/" + failed + "/retry", "{}", 409)
                        .at("/error/message")
                        .asString())
                .contains("'failed'");
        assertThat(post("/v1/batches/batch_none/retry", "{}", 404)
                        .at("/error/type")
                        .asString())
                .isEqualTo("invalid_request_error");
        assertThat(post("/v1/batches/" + failed + "/retry", "{\"error_codes\":[]}", 400)
                        .at("/error/param")
                        .asString())
                .isEqualTo("error_codes");
        assertThat(get("/v1/batches/" + failed + "/merged").statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("batches.requests")
    void shouldRunRequestsThatComeWithTheCall() throws Exception {
        String one = Inputs.chatLine("a", "test", "x [1, 2] \\\"y\\\" {").strip();
        String two = Inputs.chatLine("b", "test", "z").strip().replace(",\"max", " ,\n\t\"max");
        String body = "{ \"requests\" : [ " + one + " ,\n" + two + "\n] ," + CREATE + "}";

        JsonNode answer = post("/v1/batches", body, 200);
        Batch batch = finished(answer.path("id").asString());

        assertThat(batches.results(batch)).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 1));
        assertThat(get("/v1/files/" + batch.inputFileId() + "/content").body())
                .isEqualTo(one + "\n" + two.replace("\n", "") + "\n");
        assertThat(openai.files().retrieve(batch.inputFileId()).filename()).isEqualTo("requests.jsonl");
    }

    @Test
    @Tag("batches.requests.errors")
    void shouldRefuseRequestsThatAreNoneAndLeaveNoFile() throws Exception {
        long before = openai.files().list().autoPager().stream().count();
        String line = Inputs.chatLine("a", "test", "x").strip();

        assertThat(refusal("{\"requests\":[]," + CREATE + "}")).isEqualTo("requests");
        assertThat(refusal("{\"requests\":7," + CREATE + "}")).isEqualTo("requests");
        assertThat(refusal("{\"requests\":[" + line + "],\"requests\":[" + line + "]," + CREATE + "}"))
                .isEqualTo("requests");
        assertThat(refusal("{\"requests\":[" + line + "],\"input_file_id\":\"file-1\"," + CREATE + "}"))
                .isEqualTo("requests");
        assertThat(refusal("{\"requests\":[" + line + "],\"endpoint\":\"/v1/none\",\"completion_window\":\"24h\"}"))
                .isEqualTo("endpoint");
        assertThat(refusal("{\"input_file_ids\":[]," + CREATE + "}")).isEqualTo("input_file_ids");
        assertThat(refusal("{\"input_file_ids\":[\"file-1\",\"file-1\"]," + CREATE + "}"))
                .isEqualTo("input_file_ids[1]");
        post("/v1/batches", "{\"requests\":[" + line + ",]," + CREATE + "}", 400);
        post("/v1/batches", "{\"requests\":[" + line, 400);
        post("/v1/batches", "{\"requests\":[" + line.replace("x", "x".repeat(10_000_000)) + "]," + CREATE + "}", 413);

        assertThat(openai.files().list().autoPager().stream().count()).isEqualTo(before);
    }

    @Test
    @Tag("batches.inputs")
    void shouldRunSeveralFilesAsOneBatch() throws Exception {
        String first = upload(lines(1, 40).strip());
        String second = upload("\ufeff" + lines(41, 80).replace("\n", "\r\n"));
        String third = upload("\n" + lines(81, 100));

        JsonNode answer = post("/v1/batches", inputs(first, second, third), 200);
        Batch batch = finished(answer.path("id").asString());

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.inputFileId()).isEqualTo(first);
        assertThat(answer.at("/argosy/input_file_ids").size()).isEqualTo(3);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(100);
        assertThat(batches.results(batch))
                .hasSize(100)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    }

    @Test
    @Tag("batches.inputs.errors")
    void shouldTellInWhichOfSeveralFilesAnErrorIs() throws Exception {
        String good = upload(lines(1, 5));
        String bad = upload(lines(6, 7) + "{\n" + lines(3, 3));

        Batch batch =
                finished(post("/v1/batches", inputs(good, bad), 200).path("id").asString());

        var errors = batch.errors().orElseThrow().data().orElseThrow();
        assertThat(errors).hasSize(2);
        assertThat(errors.get(0).line()).contains(3L);
        assertThat(errors.get(0).message().orElseThrow()).contains("not parseable", bad);
        assertThat(errors.get(1).line()).contains(4L);
        assertThat(errors.get(1).code()).contains("duplicate_custom_id");
    }

    @Test
    void shouldRetryAndMergeOnTheCommandLine() throws Exception {
        simulator.setFaults(new FaultRule(new Fault.Status(422), new FaultRule.Arrivals(arrivals(), arrivals() + 5)));
        String batch = finished(batches.submit(Inputs.chat(directory.resolve("command.jsonl"), "test", 20), CHAT)
                        .id())
                .id();
        simulator.setFaults();

        Commands.Result retried = command("retry", "--error-code", "422", "--window", "3h", batch);
        assertThat(retried.exitCode()).as(retried.err()).isZero();
        Batch again = finished(retried.out().strip());
        Path merged = directory.resolve("merged.jsonl");
        Commands.Result written = command("results", "--merged", "-o", merged.toString(), batch);

        assertThat(again.completionWindow()).isEqualTo("3h");
        assertThat(again.requestCounts().orElseThrow().completed()).isEqualTo(5);
        assertThat(written.exitCode()).as(written.err()).isZero();
        assertThat(Files.readAllLines(merged))
                .hasSize(20)
                .allSatisfy(line -> assertThat(line).contains("\"status_code\":200"));
    }

    private static Commands.Result command(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--server", platform.url().orElseThrow().toString()));
        return Commands.run(Map.of("ARGOSY_API_KEY", key), all.toArray(String[]::new));
    }

    /** As the dispatcher does when batches have been over for a while. */
    private static void prunePlans() {
        LocalDatabase local = new LocalState(directory.resolve("data"))
                .server()
                .orElseThrow()
                .database()
                .orElseThrow();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(local.url());
        config.setUsername(local.username());
        config.setPassword(local.password());
        try (Database database = Database.open(config)) {
            RetentionRepository retention = new RetentionRepository(database.jdbi());
            assertThat(retention.prunePlan(Instant.now(), 100)).isTrue();
            while (retention.prunePlan(Instant.now(), 100)) {
                assertThat(Thread.interrupted()).isFalse();
            }
        }
    }

    private static long arrivals() {
        return simulator.stats().totalRequests();
    }

    private static String lines(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i <= to; i++) {
            lines.append(Inputs.chatLine("line-" + i, "test", "Count to " + i));
        }
        return lines.toString();
    }

    private static String inputs(String... files) {
        return "{\"input_file_ids\":" + JSON.writeValueAsString(files) + "," + CREATE + "}";
    }

    private static String upload(String content) {
        return openai.files()
                .create(FileCreateParams.builder()
                        .file(new ByteArrayInputStream(content.getBytes(UTF_8)))
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
    }

    private static Batch finished(String id) {
        return batches.awaitEnd(id, LIMIT);
    }

    private static String retry(String batch, String body) throws Exception {
        return post("/v1/batches/" + batch + "/retry", body, 200).path("id").asString();
    }

    private static String refusal(String body) throws Exception {
        return post("/v1/batches", body, 400).at("/error/param").asString();
    }

    /** The status of the last word on each line. */
    private static Map<String, String> merged(String batch) throws Exception {
        Map<String, String> statuses = new HashMap<>();
        List<String> twice = new ArrayList<>();
        get("/v1/batches/" + batch + "/merged")
                .body()
                .lines()
                .map(JSON::readTree)
                .forEach(line -> {
                    String id = line.path("custom_id").asString();
                    if (statuses.put(id, line.at("/response/status_code").asString()) != null) {
                        twice.add(id);
                    }
                });
        assertThat(twice).isEmpty();
        return statuses;
    }

    private static JsonNode object(String batch) throws Exception {
        return JSON.readTree(get("/v1/batches/" + batch).body());
    }

    private static JsonNode post(String path, String body, int status) throws Exception {
        HttpResponse<String> response =
                send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(platform.url().orElseThrow() + path))
                .header("Authorization", "Bearer " + key);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }
}
