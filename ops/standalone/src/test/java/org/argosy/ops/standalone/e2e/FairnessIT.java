package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small batches beside a large one, counted in lines and not in seconds; and pauses, by the command. */
class FairnessIT {

    private static final int LARGE = 30_000;
    private static final int SMALL = 200;
    private static final String CHAT = "/v1/chat/completions";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void shouldServeSmallBatchesBesideALargeOneAndStopAtAPause() throws Exception {
        Pace slow = new Pace(16, Duration.ofMillis(100), Duration.ZERO, 1, 1);
        try (SimulatedCluster backend = SimulatedCluster.start(
                        SimulatorSettings.builder().pace(slow).build());
                ServerProcess server = ServerProcess.start(
                        directory.resolve("data"),
                        Optional.of(Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl())))) {
            Batches a = new Batches(server.openai());
            Batches b = new Batches(server.openai(server.key("b")));
            String large = a.submit(Inputs.chat(directory.resolve("large.jsonl"), "test", LARGE), CHAT)
                    .id();
            await().atMost(LIMIT).until(() -> backend.stats().totalRequests() > 500);
            Path input = Inputs.chat(directory.resolve("small.jsonl"), "test", SMALL);

            String others = b.submit(input, CHAT).id();
            assertThat(b.awaitEnd(others, LIMIT).status()).hasToString("completed");
            String own = a.submit(input, CHAT).id();
            assertThat(a.awaitEnd(own, LIMIT).status()).hasToString("completed");
            List<Double> ofLarge = starts(server.url(), large);

            // With a share of a half, as many lines of the large batch would start meanwhile.
            assertThat(between(ofLarge, starts(server.url(), others)))
                    .as("lines of A that started while the %d of B did", SMALL)
                    .isLessThan(SMALL / 2);
            assertThat(between(ofLarge, starts(server.url(), own)))
                    .as("lines of A's large batch that started while its own %d did", SMALL)
                    .isLessThan(SMALL);

            shouldStopAtPausesAndGoOn(server, backend, large);
            server.openai().batches().cancel(large);
        }
    }

    private void shouldStopAtPausesAndGoOn(ServerProcess server, SimulatedCluster backend, String large)
            throws Exception {
        Map<String, String> environment =
                Map.of("ARGOSY_SERVER", server.url().toString(), "ARGOSY_API_KEY", ServerProcess.KEY);
        for (List<String> target : List.of(List.of(large), List.of("--cluster", "test"))) {
            List<String> command = new ArrayList<>(target);
            command.addFirst("pause");
            assertThat(Commands.run(environment, command.toArray(String[]::new)).exitCode())
                    .isZero();
            await().atMost(LIMIT)
                    .until(() -> argosy(server.url(), large)
                            .path("waiting")
                            .asString("")
                            .equals("paused"));
            await().atMost(LIMIT)
                    .during(Duration.ofMillis(500))
                    .until(() -> backend.stats().running() == 0);
            long before = backend.stats().totalRequests();
            command.set(0, "resume");
            assertThat(Commands.run(environment, command.toArray(String[]::new)).exitCode())
                    .isZero();
            await().atMost(LIMIT).until(() -> backend.stats().totalRequests() > before + 50);
        }
        await().atMost(LIMIT)
                .until(() ->
                        argosy(server.url(), large).at("/estimate/fits_window").asBoolean(false));
    }

    private JsonNode argosy(URI server, String batch) throws IOException, InterruptedException {
        return JSON.readTree(get(server, "/v1/batches/" + batch)).path("argosy");
    }

    /** When the lines of a batch that have finished so far were taken up. */
    private List<Double> starts(URI server, String batch) throws IOException, InterruptedException {
        return get(server, "/v1/batches/" + batch + "/provenance")
                .lines()
                .map(line -> JSON.readTree(line).path("started_at").asDouble())
                .toList();
    }

    private String get(URI server, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Authorization", "Bearer " + ServerProcess.KEY)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static long between(List<Double> lines, List<Double> others) {
        double first = others.stream().min(Double::compare).orElseThrow();
        double last = others.stream().max(Double::compare).orElseThrow();
        return lines.stream().filter(line -> line >= first && line <= last).count();
    }
}
