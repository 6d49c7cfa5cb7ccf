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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server is killed as by the kernel and started again on its data: while a file is uploaded, while the batch is planned,
 * at random moments in the middle, and when the last requests are open. {@code -Dargosy.chaos.kills} says how often in
 * the middle, {@code -Dargosy.chaos.seed} when. Somebody follows the batch all the time.
 */
class ExactlyOnceIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceIT.class);
    private static final int MIDDLE_KILLS = Integer.getInteger("argosy.chaos.kills", 1);
    private static final int BATCH_KILLS = MIDDLE_KILLS + 2;
    private static final int LINES = Integer.getInteger("argosy.chaos.lines", 20_000);
    private static final long SEED = Long.getLong("argosy.chaos.seed", 20_261_123L);
    private static final int MAX_OPEN = 64;
    private static final Duration LIMIT = Duration.ofMinutes(4).plusMinutes(MIDDLE_KILLS);

    private final Random random = new Random(SEED);

    @TempDir
    private Path directory;

    @Test
    @Tag("batches.results.once")
    void shouldGiveEachLineOneResultWhenTheServerIsKilledAgainAndAgain() throws Exception {
        // Slow enough that each kill finds work to interrupt.
        Duration answer = Duration.ofMillis(Math.max(50, 500L * MAX_OPEN * BATCH_KILLS * 6 / LINES));
        SimulatorSettings settings = SimulatorSettings.builder()
                .pace(new Pace(MAX_OPEN, answer, Duration.ZERO, 1, 1))
                .recordLimit(LINES)
                .build();
        Path data = directory.resolve("data");
        Path input = Inputs.chat(directory.resolve("in.jsonl"), "test", LINES);
        try (SimulatedCluster backend = SimulatedCluster.start(settings)) {
            Optional<Path> config = Optional.of(Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl()));
            ServerProcess server = ServerProcess.start(data, config);
            int port = server.url().getPort();
            try {
                HalfUpload upload = HalfUpload.of(server.url(), input);
                server.kill();
                upload.close();
                server = ServerProcess.start(data, config, port);
                assertThat(server.openai().files().list().data()).isEmpty();

                String id = new Batches(server.openai())
                        .submit(input, "/v1/chat/completions")
                        .id();
                try (Follower follower = Follower.start(server, id, directory)) {
                    server = killed(server, data, config, backend, "while it plans");
                    for (int kill = 1; kill <= MIDDLE_KILLS; kill++) {
                        long served = backend.stats().totalRequests();
                        long more = random.nextInt(LINES / BATCH_KILLS);
                        awaitRequests(backend, Math.min(LINES, served + more));
                        server = killed(server, data, config, backend, "in the middle");
                    }
                    awaitRequests(backend, LINES);
                    server = killed(server, data, config, backend, "at the end");
                    Batches batches = new Batches(server.openai());
                    Batch batch = batches.awaitEnd(id, LIMIT);

                    assertThat(batch.status()).hasToString("completed");
                    assertThat(batches.results(batch))
                            .hasSize(LINES)
                            .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
                    SimulatorStats stats = backend.stats();
                    assertThat(stats.records()).hasSize(LINES);
                    LOG.atInfo()
                            .addKeyValue("kills", BATCH_KILLS)
                            .addKeyValue("repeats", stats.totalRequests() - LINES)
                            .log("All lines have a result");
                    assertThat(stats.totalRequests())
                            .as("requests; each kill repeats what was open, and little that was done just before")
                            .isLessThanOrEqualTo(LINES + LINES / 100 + (long) BATCH_KILLS * MAX_OPEN);
                    follower.awaitCompleted(LIMIT);
                    assertThat(follower.lines())
                            .containsExactlyElementsOf(
                                    batches.lines(batch.outputFileId().orElseThrow()));
                }
                assertThat(server.terminate()).isEqualTo(143);
            } finally {
                server.close();
            }
        }
    }

    private static void awaitRequests(SimulatedCluster backend, long requests) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> backend.stats().totalRequests() >= requests);
    }

    private static ServerProcess killed(
            ServerProcess server, Path data, Optional<Path> config, SimulatedCluster backend, String when) {
        int port = server.url().getPort();
        server.kill();
        LOG.atInfo()
                .addKeyValue("when", when)
                .addKeyValue("requests", backend.stats().totalRequests())
                .addKeyValue("open", backend.stats().open())
                .log("Killed the server");
        return ServerProcess.start(data, config, port);
    }
}
