package org.argosy.workers.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.RouteCondition;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.argosy.workers.testing.ManualClock;
import org.junit.jupiter.api.Test;

class ProbeTurnsTest {

    private static final RouteName ROUTE = new RouteName("sophia", "model");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger news = new AtomicInteger();
    private final Member first = new Member("a");
    private final Member second = new Member("b");

    private final class Member {

        private final String name;
        private final Neighbours neighbours;
        private final ProbeTurns turns;

        Member(String name) {
            this.name = name;
            this.neighbours = new Neighbours(name, clock.instant(), clock::nanos, (_, _, _) -> news.incrementAndGet());
            this.turns = new ProbeTurns(neighbours, clock, clock::nanos, told::incrementAndGet);
        }

        boolean asks() {
            return turns.take(ROUTE.cluster(), ROUTE.remoteModel(), MINUTE, true)
                    .isZero();
        }

        WorkerHeartbeat beat(String state) {
            RouteCondition route = new RouteCondition(
                    ROUTE.cluster(),
                    ROUTE.remoteModel(),
                    state,
                    clock.instant(),
                    "",
                    null,
                    4,
                    0,
                    turns.asked(ROUTE).orElse(null),
                    2);
            return new WorkerHeartbeat(
                    name, clock.instant(), false, List.of(new ModelCapacity("m", 4, 0, List.of(route))));
        }
    }

    @Test
    void shouldAskAtOnceWhenAlone() {
        first.neighbours.heard(first.beat("unknown"));

        assertThat(first.asks()).isTrue();
        assertThat(told).hasValue(1);
    }

    @Test
    void shouldAskOnceAMinuteWhoeverAsks() {
        int asked = 0;
        for (int second = 0; second < 601; second++) {
            tell("cold");
            asked += this.second.asks() ? 1 : 0;
            asked += first.asks() ? 1 : 0;
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(asked).isBetween(9, 10);
    }

    @Test
    void shouldTakeTheTurnOfOneThatHasNothingToAsk() {
        int asked = 0;
        for (int second = 0; second < 601; second++) {
            tell("cold");
            asked += this.second.asks() ? 1 : 0;
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(asked).isBetween(9, 10);
    }

    @Test
    void shouldNotWaitForOneThatFoundTheClusterDown() {
        clock.advance(Duration.ofSeconds(10));
        tell("unknown");
        assertThat(first.asks()).isTrue();
        clock.advance(Duration.ofSeconds(5));
        tell("unknown");
        assertThat(second.asks()).isFalse();

        tell("down");

        assertThat(second.asks()).isTrue();
    }

    @Test
    void shouldAskByItselfWhileKafkaIsAway() {
        clock.advance(Duration.ofSeconds(10));
        tell("cold");
        assertThat(first.asks()).isTrue();
        tell("cold");
        assertThat(second.asks()).isFalse();

        clock.advance(Duration.ofSeconds(6));

        assertThat(second.asks()).isTrue();
    }

    @Test
    void shouldForgetASilentWorkerButNotWhileItHearsNothingAtAll() {
        tell("cold");
        clock.advance(Duration.ofSeconds(30));
        first.neighbours.forgetSilent();
        assertThat(first.neighbours.of(ROUTE)).containsOnlyKeys("b");

        first.neighbours.heard(first.beat("cold"));
        first.neighbours.forgetSilent();

        assertThat(first.neighbours.of(ROUTE)).isEmpty();
    }

    @Test
    void shouldPassOnTheNewsThatAModelIsHot() {
        tell("starting");
        int before = news.get();

        tell("hot");

        assertThat(news.get()).isGreaterThan(before);
    }

    private void tell(String state) {
        for (Member member : List.of(first, second)) {
            first.neighbours.heard(member.beat(state));
            second.neighbours.heard(member.beat(state));
        }
    }
}
