package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.argosy.ops.embedded.EmbeddedKafka;
import org.argosy.ops.embedded.EmbeddedObjectStore;
import org.argosy.ops.embedded.EmbeddedPostgres;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.ConfigLoader;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.ops.standalone.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka, PostgreSQL and the object store go away in turn in the middle of a batch. {@code -Dargosy.outage.seconds} says
 * for how long.
 */
class OutageIT {

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("argosy.outage.seconds", 5));
    private static final int LINES = 4_000;

    @TempDir
    private Path directory;

    @Test
    void shouldGiveEachLineOneResultWhenEachServiceGoesAwayInTurn() throws Exception {
        Duration answer = OUTAGE.multipliedBy(5L * 16).dividedBy(LINES);
        try (SimulatedCluster backend = SimulatedCluster.start(SimulatorSettings.builder()
                        .pace(new Pace(16, answer, Duration.ZERO, 1, 1))
                        .build());
                EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
                EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                EmbeddedObjectStore objects = EmbeddedObjectStore.start(directory.resolve("objects"));
                Platform platform = Platform.start(settings(backend, postgres, kafka, objects))) {
            Batches batches = new Batches(OpenAIOkHttpClient.builder()
                    .baseUrl(platform.url().orElseThrow() + "/v1")
                    .apiKey(new LocalState(directory.resolve("data")).key().orElseThrow())
                    .build());
            String id = batches.submit(
                            Inputs.chat(directory.resolve("in.jsonl"), "test", LINES), "/v1/chat/completions")
                    .id();
            awaitRequests(backend, LINES / 10);

            kafka.stop();
            pause();
            kafka.start();
            awaitRequests(backend, backend.stats().totalRequests() + LINES / 10);
            postgres.stop();
            pause();
            postgres.start();
            awaitRequests(backend, backend.stats().totalRequests() + LINES / 10);
            objects.stop();
            pause();
            objects.start();

            Batch batch = batches.awaitEnd(id, Duration.ofMinutes(3));
            assertThat(batch.status()).hasToString("completed");
            assertThat(batches.results(batch))
                    .hasSize(LINES)
                    .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        }
    }

    private ArgosySettings settings(
            SimulatedCluster backend, EmbeddedPostgres postgres, EmbeddedKafka kafka, EmbeddedObjectStore objects)
            throws Exception {
        Path config = Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl());
        Files.writeString(
                config,
                """
                  data-dir: %s
                  server: { port: 0 }
                  kafka: { bootstrap.servers: "%s" }
                  database: { url: "%s", username: %s }
                  objects: { endpoint: "%s", bucket: %s }
                """.formatted(
                                directory.resolve("data"),
                                kafka.bootstrapServers(),
                                postgres.connection().jdbcUrl(),
                                postgres.connection().user(),
                                objects.connection().endpoint(),
                                objects.connection().bucket()),
                StandardOpenOption.APPEND);
        return new ConfigLoader(Map.of(
                        "ARGOSY_DATABASE_PASSWORD", postgres.connection().password(),
                        "ARGOSY_OBJECTS_ACCESS_KEY", objects.connection().accessKey(),
                        "ARGOSY_OBJECTS_SECRET_KEY", objects.connection().secretKey()))
                .load(config);
    }

    private static void awaitRequests(SimulatedCluster backend, long count) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> backend.stats().totalRequests() >= Math.min(count, LINES * 9L / 10));
    }

    private static void pause() {
        await().atMost(OUTAGE.plusSeconds(10)).pollDelay(OUTAGE).until(() -> true);
    }
}
