package org.argosy.workers.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.forward.Closing;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.forward.Line;
import org.argosy.workers.permits.FixedLimit;
import org.argosy.workers.permits.PermitPool;
import org.argosy.workers.routes.Grant;
import org.argosy.workers.routes.RetryBudget;
import org.argosy.workers.routes.Route;
import org.argosy.workers.routes.RouteHealth;
import org.argosy.workers.routes.RouteMeters;
import org.argosy.workers.routes.Router;
import org.argosy.workers.testing.ManualClock;
import org.argosy.workers.testing.ScriptedCluster;
import org.argosy.workers.testing.WorkLines;
import org.junit.jupiter.api.Test;

class LineRunnerTest {

    private static final int ANSWER = 100_000;

    private final AtomicReference<Reply> reply = new AtomicReference<>(
            new Reply.Final(new HttpAnswer(200, "request-1", new AnswerBody.Inline(new byte[ANSWER]), null)));
    private final ManualClock clock = new ManualClock();
    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final Closing closing = new Closing();
    private final Router router = new Router(List.of(route()));
    private final Forwarder forwarder = new Forwarder(router, _ -> false, "worker", closing, clock);

    @Test
    void shouldCountAnAnswerUntilItIsAcknowledged() {
        try (OutcomePublisher nowhere = new OutcomePublisher(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            LineRunner runner = new LineRunner("m", forwarder, nowhere, budget);
            Taken taken = taken();
            assertThat(budget.tryTake(taken.line().bytes())).isTrue();

            runner.send(taken, Objects.requireNonNull(router.tryAcquire()));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> budget.used() == taken.line().bytes() + ANSWER);
        }
    }

    @Test
    void shouldGiveBackALineThatWasNotSentWhenItCloses() {
        try (OutcomePublisher nowhere = new OutcomePublisher(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            LineRunner runner = new LineRunner("m", forwarder, nowhere, budget);
            Taken taken = taken();
            budget.take(taken.line().bytes());
            Grant grant = Objects.requireNonNull(router.tryAcquire());
            closing.begin();

            runner.send(taken, grant);

            await().atMost(Duration.ofSeconds(60)).until(() -> runner.lines() == 0);
            assertThat(budget.used()).isZero();
            assertThat(router.open()).isZero();
            assertThat(runner.ended()).as("its offset stays open").isZero();
        }
    }

    @Test
    void shouldGiveUpALineThatWaitsWhenItsPartitionWentElsewhere() {
        reply.set(new Reply.Refused(429, Optional.of(Duration.ofHours(1))));
        try (OutcomePublisher nowhere = new OutcomePublisher(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            LineRunner runner = new LineRunner("m", forwarder, nowhere, budget);
            Taken taken = taken();
            budget.take(taken.line().bytes());
            runner.send(taken, Objects.requireNonNull(router.tryAcquire()));
            await().atMost(Duration.ofSeconds(60)).until(() -> forwarder.waiting() == 1);

            taken.tracker().lose();

            await().atMost(Duration.ofSeconds(60)).until(() -> runner.lines() == 0);
            assertThat(budget.used()).isZero();
            assertThat(runner.ended()).isZero();
        }
    }

    private static Taken taken() {
        return new Taken(
                new TopicPartition("work", 0),
                7,
                new OffsetTracker(CompletedOffsets.none(7)),
                Line.of(WorkLines.item("batch_1", "m", 1, "{}", Instant.MAX)));
    }

    private Route route() {
        PermitPool permits = new PermitPool(new FixedLimit(4), clock::nanos);
        RouteHealth health = new RouteHealth("lab/m", clock, permits::reset);
        RetryBudget retries = new RetryBudget(clock::nanos);
        return new Route(
                new ScriptedCluster("lab", _ -> Objects.requireNonNull(reply.get())),
                ClusterSettings.openAi("lab", URI.create("http://localhost/v1"), new Auth.None()),
                "m",
                permits,
                health,
                retries,
                new RouteMeters(new SimpleMeterRegistry(), "lab", "m", permits, health, retries));
    }
}
