package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.models.batches.Batch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cancel takes hold however much is queued, and keeps what is done. */
class CancelIT {

    private static final int LINES = 10_000;
    private static final int SLOTS = 16;
    private static final Duration ANSWER = Duration.ofMillis(100);
    private static final long TWO_SECONDS = SLOTS * 2_000L / ANSWER.toMillis();

    @TempDir
    private Path directory;

    @Test
    void shouldSendNoMoreOfTheQueueWhenItIsCancelled() throws Exception {
        Pace slow = new Pace(SLOTS, ANSWER, Duration.ZERO, 1, 1);
        try (SimulatedCluster backend = SimulatedCluster.start(
                        SimulatorSettings.builder().pace(slow).build());
                ServerProcess server = ServerProcess.start(
                        directory.resolve("data"),
                        Optional.of(Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl())))) {
            Batches batches = new Batches(server.openai());
            String id = batches.submit(
                            Inputs.chat(directory.resolve("in.jsonl"), "test", LINES), "/v1/chat/completions")
                    .id();
            await().atMost(Duration.ofMinutes(3)).until(() -> backend.stats().totalRequests() > 100);

            server.openai().batches().cancel(id);
            long before = backend.stats().totalRequests();
            Batch batch = batches.awaitEnd(id, Duration.ofMinutes(3));
            long sent = backend.stats().totalRequests();

            assertThat(batch.status()).hasToString("cancelled");
            assertThat(sent - before)
                    .as("requests that began after the cancel, where the backend takes %d in 2 s", TWO_SECONDS)
                    .isLessThanOrEqualTo(TWO_SECONDS);
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> backend.stats().totalRequests() == sent);
            assertThat(batch.requestCounts().orElseThrow())
                    .satisfies(counts -> assertThat(counts.completed() + counts.failed())
                            .isEqualTo(counts.total())
                            .isEqualTo(LINES));
            assertThat(batches.results(batch))
                    .hasSize(LINES)
                    .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
            batches.lines(
                    batch.errorFileId().orElseThrow(),
                    line -> assertThat(line.at("/error/code").asString()).isEqualTo("batch_cancelled"));
        }
    }
}
