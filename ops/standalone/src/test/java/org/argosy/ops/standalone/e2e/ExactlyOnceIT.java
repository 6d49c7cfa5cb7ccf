package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.SimulatorStats;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server is killed as by the kernel and started again on its data: while a file is uploaded, while batches are planned,
 * at random moments in the middle, and when the last requests are open. {@code -Dargosy.chaos.kills} says how often in
 * the middle, {@code -Dargosy.chaos.seed} when, {@code -Dargosy.chaos.tenants} over how many tenants the lines are
 * divided: a list of numbers, a run for each. Somebody follows one of the batches all the time.
 */
class ExactlyOnceIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceIT.class);
    private static final int MIDDLE_KILLS = Integer.getInteger("argosy.chaos.kills", 1);
    private static final int BATCH_KILLS = MIDDLE_KILLS + 2;
    private static final int LINES = Integer.getInteger("argosy.chaos.lines", 20_000);
    private static final long SEED = Long.getLong("argosy.chaos.seed", 20_261_123L);
    private static final String TENANTS = System.getProperty("argosy.chaos.tenants", "3");
    private static final int MAX_OPEN = 64;

    /** Lines that a kill may repeat: those that are open, and as many whose outcome is on its way to be written down. */
    private static final int IN_FLIGHT = 2 * MAX_OPEN;

    private static final Duration LIMIT = Duration.ofMinutes(4).plusMinutes(MIDDLE_KILLS);

    private final Random random = new Random(SEED);

    @TempDir
    private Path directory;

    /** A tenant's batch, seen with its key. */
    private record Owned(Batches batches, String key, String id, List<String> customIds) {}

    static IntStream tenants() {
        return Arrays.stream(TENANTS.split(",")).mapToInt(Integer::parseInt);
    }

    @ParameterizedTest
    @MethodSource("tenants")
    @Tag("batches.results.once")
    void shouldGiveEachLineOneResultWhenTheServerIsKilledAgainAndAgain(int tenants) throws Exception {
        int lines = LINES / tenants * tenants;
        // Slow enough that each kill finds work to interrupt.
        Duration answer = Duration.ofMillis(Math.max(50, 500L * MAX_OPEN * BATCH_KILLS * 6 / lines));
        SimulatorSettings settings = SimulatorSettings.builder()
                .pace(new Pace(MAX_OPEN, answer, Duration.ZERO, 1, 1))
                .recordLimit(lines)
                .build();
        Path data = directory.resolve("data");
        try (SimulatedCluster backend = SimulatedCluster.start(settings)) {
            Optional<Path> config = Optional.of(Inputs.config(directory.resolve("argosy.yaml"), backend.baseUrl()));
            ServerProcess server = ServerProcess.start(data, config);
            int port = server.url().getPort();
            try {
                HalfUpload upload =
                        HalfUpload.of(server.url(), Inputs.chat(directory.resolve("half.jsonl"), "test", LINES));
                server.kill();
                upload.close();
                server = ServerProcess.start(data, config, port);
                assertThat(server.openai().files().list().data()).isEmpty();

                List<Owned> owned = submit(server, tenants, lines / tenants);
                try (Follower follower = Follower.start(
                        server, owned.getLast().id(), owned.getLast().key(), directory)) {
                    server = killed(server, data, config, backend, "while it plans");
                    for (int kill = 1; kill <= MIDDLE_KILLS; kill++) {
                        long served = backend.stats().totalRequests();
                        long more = random.nextInt(lines / BATCH_KILLS);
                        awaitRequests(backend, Math.min(lines, served + more));
                        server = killed(server, data, config, backend, "in the middle");
                    }
                    awaitRequests(backend, lines);
                    server = killed(server, data, config, backend, "at the end");

                    for (Owned batch : owned) {
                        shouldHaveEachLineOnce(batch);
                        shouldHideOthers(batch, owned);
                    }
                    SimulatorStats stats = backend.stats();
                    assertThat(stats.records()).hasSize(lines);
                    LOG.atInfo()
                            .addKeyValue("tenants", tenants)
                            .addKeyValue("kills", BATCH_KILLS)
                            .addKeyValue("repeats", stats.totalRequests() - lines)
                            .log("All lines have a result");
                    assertThat(stats.totalRequests())
                            .as("requests; each kill repeats what was open, and little that was done just before")
                            .isLessThanOrEqualTo(lines + lines / 100 + (long) BATCH_KILLS * IN_FLIGHT);
                    follower.awaitCompleted(LIMIT);
                    Batches batches = owned.getLast().batches();
                    assertThat(follower.lines())
                            .containsExactlyElementsOf(
                                    batches.lines(batches.get(owned.getLast().id())
                                            .outputFileId()
                                            .orElseThrow()));
                }
                assertThat(server.terminate()).isEqualTo(143);
            } finally {
                server.close();
            }
        }
    }

    /** A batch for each tenant, all created at once when their files are there. */
    private List<Owned> submit(ServerProcess server, int tenants, int lines) throws Exception {
        List<String> keys = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (int tenant = 1; tenant <= tenants; tenant++) {
            String name = "tenant-" + tenant;
            keys.add(server.key(name));
            files.add(new Batches(server.openai(keys.getLast()))
                    .upload(Inputs.chat(directory.resolve(name + ".jsonl"), "test", name, lines)));
        }
        List<Owned> owned = new ArrayList<>();
        for (int i = 0; i < tenants; i++) {
            Batches batches = new Batches(server.openai(keys.get(i)));
            String id = batches.create(files.get(i), "/v1/chat/completions").id();
            owned.add(new Owned(batches, keys.get(i), id, Inputs.customIds("tenant-" + (i + 1), lines)));
        }
        return owned;
    }

    private static void shouldHaveEachLineOnce(Owned owned) {
        Batch batch = owned.batches().awaitEnd(owned.id(), LIMIT);
        assertThat(batch.status()).hasToString("completed");
        assertThat(owned.batches().results(batch))
                .containsExactlyInAnyOrderEntriesOf(
                        owned.customIds().stream().collect(Collectors.toMap(id -> id, _ -> 1)));
    }

    private static void shouldHideOthers(Owned owned, List<Owned> all) {
        assertThat(owned.batches().ids()).containsExactly(owned.id());
        all.stream()
                .filter(other -> !other.equals(owned))
                .forEach(other -> assertThatThrownBy(() -> owned.batches().get(other.id()))
                        .isInstanceOf(NotFoundException.class));
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
