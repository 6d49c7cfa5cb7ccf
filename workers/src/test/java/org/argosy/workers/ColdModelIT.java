package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.wire.Flavour;
import org.argosy.schemas.Topics;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.testing.WorkLines;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;

class ColdModelIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration LOADING = Duration.ofMinutes(10);

    /** A minute, scaled. */
    private static final Duration PROBE = Duration.ofMillis(500);

    private static final String LARGER_THAN_A_PARTITIONS_TURN = "x".repeat(17_000);
    private static final int COLD_LINES = 100;
    private static final int HOT_LINES = 3_000;

    /** One try only, so a try that was counted would fail its line. */
    @Test
    void shouldWakeAColdModelOnceAndProbeItWhileOthersRun() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (WorkerStage stage = new WorkerStage();
                SimulatedCluster cluster = SimulatedCluster.start(
                        SimulatorSettings.builder()
                                .pace(Pace.instant())
                                .flavour(Flavour.FIRST_GATEWAY)
                                .models("cold", "hot")
                                .warmModels("hot")
                                .coldStart(LOADING)
                                .build(),
                        () -> Objects.requireNonNull(now.get()))) {
            String coldModel = stage.model();
            String hotModel = stage.model() + "-hot";
            stage.topics(hotModel);
            ClusterSettings settings = ClusterSettings.of(
                            "first-gateway", "sophia", URI.create(cluster.baseUrl()), new Auth.None())
                    .withRetries(1, Duration.ofMillis(10))
                    .withColdProbe(PROBE);
            stage.lines().publish(stage.batch(), coldModel, 1, COLD_LINES);
            Instant start = Clock.systemUTC().instant();
            stage.worker(
                    WorkerSettings.of(
                            "worker-cold",
                            List.of(settings),
                            List.of(
                                    new ModelRoutes(coldModel, List.of(new RouteSettings("sophia", "cold"))),
                                    new ModelRoutes(hotModel, List.of(new RouteSettings("sophia", "hot"))))),
                    meters);
            await().atMost(LONG).until(() -> requests(cluster, "cold") >= 1);
            stage.lines().publish(stage.batch(), hotModel, 1_001, 1_000 + HOT_LINES);

            await().atMost(LONG).until(() -> stage.outcomes().lines() == HOT_LINES);
            await().atMost(LONG).until(() -> requests(cluster, "cold") >= 5);
            long probes = requests(cluster, "cold");
            long pauses = Duration.between(start, Clock.systemUTC().instant()).dividedBy(PROBE);
            assertThat(probes).isLessThanOrEqualTo(pauses + 2);
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(HOT_LINES);
            assertThat(state(meters, "cold", "starting")).isEqualTo(1);
            assertThat(state(meters, "hot", "hot")).isEqualTo(1);

            now.set(Instant.EPOCH.plus(LOADING));
            await().atMost(LONG).until(() -> stage.outcomes().lines() == HOT_LINES + COLD_LINES);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(HOT_LINES + COLD_LINES);
            assertThat(requests(cluster, "cold")).isEqualTo(cluster.stats().answers(503) + COLD_LINES);
            assertThat(IntStream.rangeClosed(1, COLD_LINES)
                            .map(line ->
                                    stage.outcomes().of(line).getProvenance().getAttempts())
                            .sum())
                    .isEqualTo(Math.toIntExact(requests(cluster, "cold")));
            assertThat(state(meters, "cold", "hot")).isEqualTo(1);
            assertThat(meters.get("argosy.worker.attempts")
                            .tags("model", "cold", "result", "cold")
                            .counter()
                            .count())
                    .as("what was not sent is no request")
                    .isEqualTo((double) cluster.stats().answers(503));
        }
    }

    @Test
    void shouldWakeAndProbeOnceOverTwoWorkers() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Duration probe = Duration.ofSeconds(2);
        try (WorkerStage stage = new WorkerStage();
                SimulatedCluster cluster = SimulatedCluster.start(
                        SimulatorSettings.builder()
                                .pace(Pace.fixed(4, Duration.ofMillis(50)))
                                .flavour(Flavour.FIRST_GATEWAY)
                                .models("shared")
                                .warmModels()
                                .coldStart(LOADING)
                                .build(),
                        () -> Objects.requireNonNull(now.get()))) {
            ClusterSettings settings = ClusterSettings.of(
                            "first-gateway", "sophia", URI.create(cluster.baseUrl()), new Auth.None())
                    .withRetries(1, Duration.ofMillis(10))
                    .withColdProbe(probe);
            Instant start = Clock.systemUTC().instant();
            for (String name : List.of("worker-a", "worker-b")) {
                stage.worker(WorkerSettings.of(
                        name,
                        List.of(settings),
                        List.of(new ModelRoutes(stage.model(), List.of(new RouteSettings("sophia", "shared"))))));
            }
            awaitMembers(stage, 2);
            for (int line = 1; line <= COLD_LINES; line++) {
                stage.lines()
                        .publish(WorkLines.item(
                                stage.batch(),
                                stage.model(),
                                line,
                                WorkLines.body(stage.batch(), stage.model(), line, LARGER_THAN_A_PARTITIONS_TURN),
                                start.plus(Duration.ofHours(1))))
                        .get();
            }

            await().atMost(LONG).until(() -> requests(cluster, "shared") >= 2);
            now.set(Instant.EPOCH.plus(LOADING));
            long pauses = Duration.between(start, Clock.systemUTC().instant()).dividedBy(probe);

            await().atMost(LONG).until(() -> stage.outcomes().lines() == COLD_LINES);
            assertThat(cluster.stats().answers(503))
                    .as("one wake and a probe each pause")
                    .isBetween(2L, pauses + 1);
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(COLD_LINES);
            assertThat(stage.outcomes().workers()).isEqualTo(2);
        }
    }

    /** Until so many workers have partitions of the model's topic. */
    private static void awaitMembers(WorkerStage stage, int members) {
        String group = Topics.workGroup(stage.model());
        try (Admin admin = Admin.create(stage.kafka())) {
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(
                            () -> admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                                    .flatMap(description -> description.members().stream())
                                    .filter(member -> !member.assignment()
                                            .topicPartitions()
                                            .isEmpty())
                                    .count(),
                            count -> count == members);
        }
    }

    private static long requests(SimulatedCluster cluster, String model) {
        return cluster.stats().requests().getOrDefault(model, 0L);
    }

    private static double state(SimpleMeterRegistry meters, String model, String state) {
        return meters.get("argosy.worker.route.state")
                .tags(Map.of("model", model, "state", state).entrySet().stream()
                        .flatMap(tag -> java.util.stream.Stream.of(tag.getKey(), tag.getValue()))
                        .toArray(String[]::new))
                .gauge()
                .value();
    }
}
