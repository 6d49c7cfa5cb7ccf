package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.argosy.ops.simulator.Fault;
import org.argosy.ops.simulator.FaultRule;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.testing.WorkLines;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;

class WorkerIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void shouldEndEachLineOnceWhenTheClusterAnswersAtOnce() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            stage.lines().publish(stage.batch(), stage.model(), 1, 20_000);
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 20_000);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(20_000);
            assertThat(stage.outcomes().repeats()).isZero();
            assertThat(cluster.stats().totalRequests()).isEqualTo(20_000);
            assertThat(cluster.stats().requests()).containsOnlyKeys("remote-model");
            Outcome outcome = stage.outcomes().of(1);
            assertThat(outcome.getUsage().getOutputTokens()).isPositive();
            assertThat(((Answer) outcome.getResult()).getRequestId()).isNotBlank();
            assertThat(outcome.getProvenance().getCluster()).isEqualTo("sim");
        }
    }

    @Test
    void shouldSendNoSecondRequestForACopyOfALineThatIsOpen() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.fixed(64, Duration.ofSeconds(3)))
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 20);
            stage.lines().publish(stage.batch(), stage.model(), 1, 20);
            stage.lines().publish(stage.batch(), stage.model(), 21, 30);
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 30);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(30);
            assertThat(cluster.stats().totalRequests()).isEqualTo(30);
        }
    }

    @Test
    void shouldWaitWithoutLosingTriesWhenTheClusterRefuses() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.fixed(8, Duration.ofMillis(20)))
                    .queueLimit(2)
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 500);
            stage.worker(cluster.baseUrl(), settings -> settings.withRetries(1, Duration.ofMillis(10)));

            awaitLines(stage, 500);

            assertThat(cluster.stats().answers(429)).isPositive();
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(500);
            assertThat(stage.outcomes().repeats()).isZero();
        }
    }

    @Test
    void shouldComeBackNoEarlierThanTheClusterAsked() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(new FaultRule(
                    new Fault.Status(429, Optional.of(Duration.ofSeconds(2))), new FaultRule.Arrivals(0, 1)));
            stage.lines().publish(stage.batch(), stage.model(), 1, 1);
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 1);

            Outcome outcome = stage.outcomes().of(1);
            assertThat(outcome.getProvenance().getAttempts()).isEqualTo(2);
            assertThat(Duration.between(
                            outcome.getProvenance().getStartedAt(),
                            outcome.getProvenance().getEndedAt()))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void shouldWaitForAColdModelWithoutLosingTries() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.instant())
                    .coldStart(Duration.ofSeconds(4))
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 100);
            stage.worker(
                    cluster.baseUrl(),
                    settings -> settings.withRetries(1, Duration.ofMillis(10)).withColdProbe(Duration.ofMillis(500)));

            awaitLines(stage, 100);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(100);
        }
    }

    @Test
    void shouldReportTheLastAnswerWhenAllTriesFail() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(
                    new FaultRule(new Fault.Status(500), new FaultRule.User(WorkLines.user(stage.batch(), 7))));
            stage.lines().publish(stage.batch(), stage.model(), 7, 8);
            stage.worker(cluster.baseUrl(), settings -> settings.withRetries(3, Duration.ofMillis(20)));

            awaitLines(stage, 2);

            assertThat(stage.outcomes().of(7).getProvenance().getAttempts()).isEqualTo(3);
            assertThat(status(stage.outcomes().of(7))).isEqualTo(500);
            assertThat(status(stage.outcomes().of(8))).isEqualTo(200);
        }
    }

    @Test
    void shouldTakeWrongRequestsAsResultsAtOnce() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(FaultRule.always(new Fault.Status(422)));
            stage.lines().publish(stage.batch(), stage.model(), 1, 3);
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 3);

            assertThat(stage.outcomes().withStatus(422)).isEqualTo(3);
            assertThat(cluster.stats().totalRequests()).isEqualTo(3);
        }
    }

    @Test
    void shouldTryAgainWhenConnectionsBreak() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(FaultRule.withChance(new Fault.Reset(), 0.1));
            stage.lines().publish(stage.batch(), stage.model(), 1, 300);
            stage.worker(cluster.baseUrl(), settings -> settings.withRetries(8, Duration.ofMillis(20)));

            awaitLines(stage, 300);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(300);
        }
    }

    @Test
    void shouldFailALineWhoseAnswersNeverCome() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(
                    new FaultRule(new Fault.Hang(), new FaultRule.User(WorkLines.user(stage.batch(), 1))),
                    new FaultRule(new Fault.Stall(), new FaultRule.User(WorkLines.user(stage.batch(), 2))));
            stage.lines().publish(stage.batch(), stage.model(), 1, 3);
            stage.worker(
                    cluster.baseUrl(),
                    settings -> settings.withRetries(2, Duration.ofMillis(20))
                            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(500)));

            awaitLines(stage, 3);

            assertThat(failure(stage.outcomes().of(1))).isEqualTo("request_timeout");
            assertThat(failure(stage.outcomes().of(2))).isEqualTo("request_timeout");
            assertThat(stage.outcomes().of(2).getProvenance().getAttempts()).isEqualTo(2);
            assertThat(status(stage.outcomes().of(3))).isEqualTo(200);
        }
    }

    @Test
    void shouldEndLinesThatWereNotSentWhenTheirBatchIsDropped() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.fixed(4, Duration.ofSeconds(2)))
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 2_000);
            stage.worker(cluster.baseUrl(), settings -> settings.withMaxConcurrency(4));
            await().atMost(LONG).until(() -> cluster.stats().open() == 4);

            stage.lines().drop(stage.batch());

            awaitLines(stage, 2_000);
            assertThat(stage.outcomes().withCode("batch_cancelled")).isGreaterThan(1_900);
            assertThat(stage.outcomes().withStatus(200)).isPositive();
            assertThat(stage.outcomes().repeats()).isZero();
        }
    }

    @Test
    void shouldNotSendLinesAfterTheirDeadline() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            String body = WorkLines.body(stage.batch(), stage.model(), 1, "");
            stage.lines()
                    .publish(WorkLines.item(
                            stage.batch(), stage.model(), 1, body, Instant.now().minusSeconds(1)))
                    .get();
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 1);

            assertThat(failure(stage.outcomes().of(1))).isEqualTo("batch_expired");
            assertThat(cluster.stats().totalRequests()).isZero();
        }
    }

    @Test
    void shouldEndAWaitingLineAtItsDeadline() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(FaultRule.always(new Fault.Status(429)));
            String body = WorkLines.body(stage.batch(), stage.model(), 1, "");
            stage.lines()
                    .publish(WorkLines.item(
                            stage.batch(), stage.model(), 1, body, Instant.now().plusSeconds(8)))
                    .get();
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 1);

            assertThat(failure(stage.outcomes().of(1))).isEqualTo("batch_expired");
            assertThat(cluster.stats().totalRequests()).isPositive();
        }
    }

    @Test
    void shouldStreamLargeBodiesFromTheStore() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.instant())
                    .recordLimit(100)
                    .build());
            String body = WorkLines.body(stage.batch(), stage.model(), 1, "x".repeat(400_000));
            byte[] file = ("before" + body + "after").getBytes(StandardCharsets.UTF_8);
            stage.store().put("input", file);
            stage.lines()
                    .publish(WorkLines.stored(
                            stage.batch(),
                            stage.model(),
                            1,
                            new BodyRef("input", 6L, body.length()),
                            Instant.now().plusSeconds(3600)))
                    .get();
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            awaitLines(stage, 1);

            assertThat(status(stage.outcomes().of(1))).isEqualTo(200);
            assertThat(cluster.stats().requests()).containsOnlyKeys("remote-model");
            assertThat(cluster.stats().records()).containsOnlyKeys(WorkLines.user(stage.batch(), 1));
        }
    }

    @Test
    void shouldShareTheWorkWithAWorkerThatJoinsAndOneThatLeaves() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.fixed(Pace.UNLIMITED, Duration.ofMillis(100)))
                    .build());
            UnaryOperator<ClusterSettings> few = settings -> settings.withMaxConcurrency(16);
            stage.lines().publish(stage.batch(), stage.model(), 1, 2_000);
            Worker first = stage.worker(cluster.baseUrl(), few);
            await().atMost(LONG).until(() -> stage.outcomes().lines() > 200);
            stage.worker(cluster.baseUrl(), few);
            await().atMost(LONG).until(() -> stage.outcomes().workers() == 2);

            first.close();

            awaitLines(stage, 2_000);
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(2_000);
            assertThat(stage.outcomes().repeats()).isLessThan(200);
        }
    }

    @Test
    void shouldGiveBackLinesThatWaitWhenItCloses() throws Exception {
        int lines = 40;
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            cluster.setFaults(FaultRule.always(new Fault.Status(429, Optional.of(Duration.ofHours(1)))));
            stage.lines().publish(stage.batch(), stage.model(), 1, lines);
            ClusterSettings settings = ClusterSettings.openAi("sim", URI.create(cluster.baseUrl()), new Auth.None());
            ModelRoutes model = new ModelRoutes(stage.model(), List.of(new RouteSettings("sim", "remote-model")));
            Worker first = stage.worker(WorkerSettings.of("closes", List.of(settings), List.of(model))
                    .withCloseGrace(Duration.ofHours(1)));
            await().atMost(LONG).until(() -> cluster.stats().answers(429) > 0);

            CompletableFuture<Void> closed = CompletableFuture.runAsync(first::close);
            await().atMost(LONG).until(closed::isDone);
            cluster.setFaults(List.of());
            stage.worker(WorkerSettings.of("goes-on", List.of(settings), List.of(model)));

            awaitLines(stage, lines);
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(lines);
        }
    }

    @Test
    void shouldGoElsewhereWhenOneClusterIsGone() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster gone = stage.cluster(SimulatorSettings.instant());
            SimulatedCluster good = stage.cluster(SimulatorSettings.instant());
            gone.close();
            stage.lines().publish(stage.batch(), stage.model(), 1, 500);
            stage.worker(Map.of("gone", gone.baseUrl(), "good", good.baseUrl()), UnaryOperator.identity());

            awaitLines(stage, 500);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(500);
            assertThat(good.stats().totalRequests()).isEqualTo(500);
        }
    }

    private static void awaitLines(WorkerStage stage, int lines) {
        await().atMost(LONG).until(() -> stage.outcomes().lines() == lines);
    }

    private static int status(Outcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Answer.class);
        return ((Answer) outcome.getResult()).getStatusCode();
    }

    private static String failure(Outcome outcome) {
        assertThat(outcome.getResult()).isInstanceOf(Failure.class);
        return ((Failure) outcome.getResult()).getCode();
    }
}
