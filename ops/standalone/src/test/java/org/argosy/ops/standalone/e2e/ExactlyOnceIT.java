package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.models.batches.Batch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.SimulatorStats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server is killed at random moments, as by the kernel, and started again on its data, until the batch is done.
 * {@code -Dargosy.chaos.kills} says how often, {@code -Dargosy.chaos.seed} when.
 */
class ExactlyOnceIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceIT.class);
    private static final int KILLS = Integer.getInteger("argosy.chaos.kills", 3);
    private static final int LINES = Integer.getInteger("argosy.chaos.lines", 20_000);
    private static final long SEED = Long.getLong("argosy.chaos.seed", 20_261_123L);
    private static final int MAX_OPEN = 64;
    private static final Duration LIMIT = Duration.ofMinutes(3).plusMinutes(KILLS);

    @TempDir
    private Path directory;

    @Test
    void shouldGiveEachLineOneResultWhenTheServerIsKilledAgainAndAgain() throws Exception {
        Random random = new Random(SEED);
        // Slow enough that each kill finds work to interrupt.
        Duration answer = Duration.ofMillis(Math.max(50, 500L * MAX_OPEN * (KILLS + 1) * 6 / LINES));
        SimulatorSettings settings = SimulatorSettings.builder()
                .pace(new Pace(MAX_OPEN, answer, Duration.ZERO, 1, 1))
                .recordLimit(LINES)
                .build();
        Path data = directory.resolve("data");
        try (SimulatedCluster backend = SimulatedCluster.start(settings)) {
            Optional<Path> config = Optional.of(Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl()));
            ServerProcess server = ServerProcess.start(data, config);
            try {
                String id = new Batches(server.openai())
                        .submit(Inputs.chat(directory.resolve("in.jsonl"), "test", LINES), "/v1/chat/completions")
                        .id();
                for (int kill = 1; kill <= KILLS; kill++) {
                    long served = backend.stats().totalRequests();
                    long more = random.nextInt(LINES / (KILLS + 1));
                    await().atMost(LIMIT)
                            .until(() -> backend.stats().totalRequests() >= Math.min(LINES, served + more));
                    server.kill();
                    LOG.atInfo()
                            .addKeyValue("kill", kill)
                            .addKeyValue("requests", backend.stats().totalRequests())
                            .log("Killed the server");
                    server = ServerProcess.start(data, config);
                }
                Batches batches = new Batches(server.openai());
                Batch batch = batches.awaitEnd(id, LIMIT);

                assertThat(batch.status()).hasToString("completed");
                assertThat(batches.results(batch))
                        .hasSize(LINES)
                        .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
                SimulatorStats stats = backend.stats();
                assertThat(stats.records()).hasSize(LINES);
                LOG.atInfo()
                        .addKeyValue("repeats", stats.totalRequests() - LINES)
                        .addKeyValue("kills", KILLS)
                        .log("All lines have a result");
                assertThat(stats.totalRequests())
                        .as(
                                "requests; each kill may repeat what was open, done since the last commit, or fed just then")
                        .isLessThanOrEqualTo(LINES + LINES / 100 + (long) KILLS * 4 * MAX_OPEN);
                assertThat(server.terminate()).isEqualTo(143);
            } finally {
                server.close();
            }
        }
    }
}
