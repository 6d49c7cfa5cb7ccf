package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.wire.Flavour;
import org.argosy.ops.standalone.config.ConfigLoader;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.ops.standalone.platform.Platform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One model on a simulated Sophia and a simulated Metis. */
class ClustersIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LINES = 400;

    @TempDir
    private static Path directory;

    private static SimulatedCluster sophia;
    private static SimulatedCluster metis;
    private static Platform platform;
    private static OpenAIClient openai;
    private static Batches batches;

    @BeforeAll
    static void start() throws Exception {
        sophia = simulator(Flavour.FIRST_GATEWAY, "org/model");
        metis = simulator(Flavour.SAMBANOVA, "model");
        Path config = Files.writeString(directory.resolve("argosy.yaml"), """
                argosy:
                  data-dir: %s
                  server: { port: 0 }
                  batches: { min-completion-window: 1s, max-completion-window: 7d }
                  clusters:
                    sophia: { kind: first-gateway, base-url: "%s", max-concurrency: 8 }
                    metis: { kind: sambanova, base-url: "%s", max-concurrency: 8 }
                  models:
                    - id: org/model
                      endpoints: [/v1/chat/completions]
                      routes: [ { cluster: sophia }, { cluster: metis, model: model } ]
                """.formatted(
                        directory.resolve("data"), sophia.baseUrl(), metis.baseUrl()));
        platform = Platform.start(new ConfigLoader(Map.of()).load(config));
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(platform.url().orElseThrow() + "/v1")
                .apiKey(key())
                .build();
        batches = new Batches(openai);
    }

    @AfterAll
    static void stop() {
        openai.close();
        platform.close();
        sophia.close();
        metis.close();
    }

    @Test
    @Tag("models.routes")
    void shouldShowHowReadyTheModelIsAtEachCluster() throws Exception {
        await().atMost(LIMIT).until(() -> route("sophia").path("state").asString(), "hot"::equals);
        await().atMost(LIMIT).until(() -> route("metis").path("state").asString(), "hot"::equals);

        assertThat(route("metis").path("model").asString()).isEqualTo("model");
        assertThat(route("metis").path("listed").asBoolean()).isTrue();

        Commands.Result clusters = Commands.run(
                Map.of("ARGOSY_API_KEY", key()),
                "clusters",
                "--server",
                platform.url().orElseThrow().toString());
        assertThat(clusters.exitCode()).as(clusters.err()).isZero();
        assertThat(clusters.out()).contains("MODEL", "sophia", "metis", "hot");
    }

    @Test
    @Tag("batches.provenance")
    void shouldTellHowEachLineCameAboutWhenAsked() throws Exception {
        Path input = Inputs.chat(directory.resolve("told.jsonl"), "org/model", LINES);
        Batch batch = batches.awaitEnd(submit(input, "24h", true), LIMIT);

        assertThat(batch.status()).hasToString("completed");
        List<JsonNode> told = provenance(batch.id());
        assertThat(told).hasSize(LINES);
        assertThat(told).allSatisfy(line -> {
            assertThat(line.path("status_code").asInt()).isEqualTo(200);
            assertThat(line.path("cluster").asString()).isIn("sophia", "metis");
            assertThat(line.path("attempts").asInt()).isPositive();
            assertThat(line.path("ended_at").asDouble())
                    .isGreaterThanOrEqualTo(line.path("started_at").asDouble());
            assertThat(line.path("output_tokens").asInt()).isPositive();
        });
        batches.lines(
                batch.outputFileId().orElseThrow(),
                line -> assertThat(line.at("/x-argosy/cluster").asString()).isIn("sophia", "metis"));
        assertThat(openai.files().list().autoPager().stream())
                .noneMatch(file -> file.filename().contains("provenance"));
    }

    @Test
    void shouldGoOnByItselfWhenAllClustersWereGone() throws Exception {
        sophia.goAway();
        metis.goAway();
        Path input = Inputs.chat(directory.resolve("outage.jsonl"), "org/model", LINES);
        String id = submit(input, "24h", false);
        await().atMost(LIMIT).until(() -> batches.get(id).status().toString(), "in_progress"::equals);
        await().atMost(LIMIT).until(() -> route("sophia").path("state").asString(), "down"::equals);
        sophia.comeBack();
        await().atMost(LIMIT)
                .until(() -> batches.get(id).requestCounts().orElseThrow().completed() > 0);
        metis.comeBack();

        Batch batch = batches.awaitEnd(id, LIMIT);

        assertThat(batch.status()).hasToString("completed");
        assertThat(batch.requestCounts().orElseThrow().failed()).isZero();
        assertThat(batches.results(batch))
                .hasSize(LINES)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        batches.lines(
                batch.outputFileId().orElseThrow(),
                line -> assertThat(line.has("x-argosy")).isFalse());
    }

    @Test
    void shouldExpireWithWhatIsDoneWhenTheClustersDoNotComeBackInTime() throws Exception {
        sophia.setLatencyFactor(20);
        metis.setLatencyFactor(20);
        try {
            Path input = Inputs.chat(directory.resolve("late.jsonl"), "org/model", LINES);
            String id = submit(input, "20s", false);
            await().atMost(LIMIT)
                    .until(() -> batches.get(id).requestCounts().orElseThrow().completed() > 0);
            sophia.goAway();
            metis.goAway();

            Batch batch = batches.awaitEnd(id, LIMIT);

            assertThat(batch.status()).hasToString("expired");
            assertThat(batch.requestCounts().orElseThrow().completed()).isPositive();
            assertThat(batches.results(batch))
                    .hasSize(LINES)
                    .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
            batches.lines(
                    batch.errorFileId().orElseThrow(),
                    line -> assertThat(line.at("/error/code").asString()).isEqualTo("batch_expired"));
        } finally {
            sophia.setLatencyFactor(1);
            metis.setLatencyFactor(1);
            sophia.comeBack();
            metis.comeBack();
        }
    }

    private static SimulatedCluster simulator(Flavour flavour, String model) throws Exception {
        return SimulatedCluster.start(SimulatorSettings.builder()
                .pace(new Pace(16, Duration.ofMillis(50), Duration.ZERO, 16, 16))
                .flavour(flavour)
                .models(model)
                .build());
    }

    private static String submit(Path input, String window, boolean told) {
        String file = openai.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
        BatchCreateParams.Builder create = BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                .completionWindow(BatchCreateParams.CompletionWindow.of(window));
        if (told) {
            create.putAdditionalBodyProperty("argosy", JsonValue.from(Map.of("provenance", true)));
        }
        return openai.batches().create(create.build()).id();
    }

    private static JsonNode route(String cluster) throws Exception {
        for (JsonNode route : JSON.readTree(get("/v1/models/org/model")).at("/argosy/routes")) {
            if (route.path("cluster").asString().equals(cluster)) {
                return route;
            }
        }
        throw new AssertionError("no route to " + cluster);
    }

    private static List<JsonNode> provenance(String batch) throws Exception {
        return get("/v1/batches/" + batch + "/provenance")
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    private static String get(String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(platform.url().orElseThrow() + path))
                                    .header("Authorization", "Bearer " + key())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static String key() {
        return new LocalState(directory.resolve("data")).key().orElseThrow();
    }
}
