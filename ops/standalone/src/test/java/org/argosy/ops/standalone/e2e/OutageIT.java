package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import java.nio.file.Path;
import java.time.Duration;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
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
                ServicesOutside services = ServicesOutside.start(directory);
                Platform platform = Platform.start(services.settings(backend.baseUrl(), 0))) {
            Batches batches = new Batches(OpenAIOkHttpClient.builder()
                    .baseUrl(platform.url().orElseThrow() + "/v1")
                    .apiKey(services.key())
                    .build());
            String id = batches.submit(
                            Inputs.chat(directory.resolve("in.jsonl"), "test", LINES), "/v1/chat/completions")
                    .id();
            awaitRequests(backend, LINES / 10);

            services.kafka().stop();
            pause();
            services.kafka().start();
            awaitRequests(backend, backend.stats().totalRequests() + LINES / 10);
            services.postgres().stop();
            pause();
            services.postgres().start();
            awaitRequests(backend, backend.stats().totalRequests() + LINES / 10);
            services.objects().stop();
            pause();
            services.objects().start();

            Batch batch = batches.awaitEnd(id, Duration.ofMinutes(3));
            assertThat(batch.status()).hasToString("completed");
            assertThat(batches.results(batch))
                    .hasSize(LINES)
                    .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        }
    }

    private static void awaitRequests(SimulatedCluster backend, long count) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> backend.stats().totalRequests() >= Math.min(count, LINES * 9L / 10));
    }

    private static void pause() {
        await().atMost(OUTAGE.plusSeconds(10)).pollDelay(OUTAGE).until(() -> true);
    }
}
