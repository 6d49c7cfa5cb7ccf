package org.argosy.workers.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.permits.ConcurrencyLimit;
import org.argosy.workers.permits.Feedback;
import org.argosy.workers.permits.FixedLimit;
import org.argosy.workers.permits.Permit;
import org.argosy.workers.permits.PermitPool;
import org.argosy.workers.testing.ManualClock;
import org.argosy.workers.testing.ScriptedCluster;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ManualClock clock = new ManualClock();

    /** Grows from one to many with the first permit that comes back. */
    private static final class GrowingLimit implements ConcurrencyLimit {

        private final int later;
        private int permits = 1;

        GrowingLimit(int later) {
            this.later = later;
        }

        @Override
        public int permits() {
            return permits;
        }

        @Override
        public void acquired(long now, int open) {}

        @Override
        public void starved(long now, int open) {}

        @Override
        public void released(long now, int open, long acquiredAt, Feedback feedback) {
            permits = later;
        }

        @Override
        public void reset(long now) {}
    }

    @Test
    void shouldLetInAllWaitingLinesWhenOneReturnedPermitMadeRoomForMany() {
        int lines = 8;
        Router router = new Router(List.of(route("lab", new GrowingLimit(lines))));
        Grant first = Objects.requireNonNull(router.tryAcquire());
        ConcurrentLinkedQueue<Grant> grants = new ConcurrentLinkedQueue<>();
        List<Thread> waiting = IntStream.range(0, lines)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        grants.add(Objects.requireNonNull(router.acquire(new Wanted(null, false, false), LONG)));
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        await().until(() -> waiting.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));

        first.permit().release(Feedback.NEUTRAL);

        await().atMost(Duration.ofSeconds(60)).until(() -> grants.size() == lines);
    }

    @Test
    void shouldWaitForARouteThatWorksRatherThanGoBackToTheOneThatFailed() throws Exception {
        Route failed = route("failed", new FixedLimit(1));
        Route full = route("full", new FixedLimit(1));
        Router router = new Router(List.of(failed, full));
        Permit taken = Objects.requireNonNull(full.permits().tryAcquire());
        ConcurrentLinkedQueue<Grant> grants = new ConcurrentLinkedQueue<>();
        Thread line = waits(router, new Wanted(failed, true, true), grants);

        Grant fresh = Objects.requireNonNull(router.tryAcquire(), "a new line takes what the waiting one leaves");
        assertThat(fresh.route()).isEqualTo(failed);
        fresh.permit().release(Feedback.NEUTRAL);
        await().until(() -> line.getState() == Thread.State.TIMED_WAITING);
        assertThat(grants).isEmpty();
        taken.release(Feedback.NEUTRAL);

        await().atMost(Duration.ofSeconds(60)).until(() -> !grants.isEmpty());
        assertThat(grants.element().route()).isEqualTo(full);
    }

    @Test
    void shouldGoBackWhenNoOtherRouteWorksOrItDoesNotInsist() throws Exception {
        Route failed = route("failed", new FixedLimit(1));
        Route full = route("full", new FixedLimit(1));
        Router router = new Router(List.of(failed, full));
        Permit taken = Objects.requireNonNull(full.permits().tryAcquire());

        Grant impatient = Objects.requireNonNull(router.acquire(new Wanted(failed, true, false), LONG));
        impatient.permit().release(Feedback.NEUTRAL);
        full.pause(true);
        Grant alone = Objects.requireNonNull(router.acquire(new Wanted(failed, true, true), LONG));

        assertThat(impatient.route()).isEqualTo(failed);
        assertThat(alone.route()).isEqualTo(failed);
        taken.release(Feedback.NEUTRAL);
    }

    @Test
    void shouldSendOnlyALineNowAndThenWhereAllFailsWhileAnotherRouteWorks() {
        Route failing = route("failing", new FixedLimit(8));
        Route full = route("full", new FixedLimit(1));
        Router router = new Router(List.of(failing, full));
        Permit taken = Objects.requireNonNull(full.permits().tryAcquire());
        failsFiveTimes(failing);

        int sent = 0;
        for (int second = 0; second < 60; second++) {
            Grant grant = router.tryAcquire();
            if (grant != null) {
                sent++;
                grant.route().health().heard(new Reply.Broken("reset"));
                grant.permit().release(Feedback.NEUTRAL);
            }
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(sent).isBetween(10, 13);

        failing.health().heard(new Reply.Refused(429, Optional.empty()));
        assertThat(router.tryAcquire()).as("it works again").isNotNull();
        taken.release(Feedback.NEUTRAL);
    }

    @Test
    void shouldPassOnAPermitThatTheFirstInTheQueueCannotUse() throws Exception {
        Route one = route("one", new FixedLimit(1));
        Route two = route("two", new FixedLimit(1));
        Router router = new Router(List.of(one, two));
        Permit ofOne = Objects.requireNonNull(one.permits().tryAcquire());
        Permit ofTwo = Objects.requireNonNull(two.permits().tryAcquire());
        ConcurrentLinkedQueue<Grant> choosy = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Grant> content = new ConcurrentLinkedQueue<>();
        Thread first = waits(router, new Wanted(one, true, true), choosy);
        waits(router, new Wanted(null, false, false), content);

        ofOne.release(Feedback.NEUTRAL);

        await().atMost(Duration.ofSeconds(60)).until(() -> !content.isEmpty());
        assertThat(choosy).isEmpty();
        ofTwo.release(Feedback.NEUTRAL);
        first.join();
        assertThat(choosy.element().route()).isEqualTo(two);
    }

    @Test
    void shouldNotHoldUpNewLinesWhileOneWaitsForTheRetryBudgetOfTheOnlyRouteThatItWants() {
        Route failed = route("failed", new FixedLimit(1));
        Route good = route("good", new FixedLimit(1));
        Router router = new Router(List.of(failed, good));
        Permit taken = Objects.requireNonNull(failed.permits().tryAcquire());
        for (Grant repeat = good.tryAcquire(true, this); repeat != null; repeat = good.tryAcquire(true, this)) {
            repeat.permit().release(Feedback.NEUTRAL);
        }
        waits(router, new Wanted(failed, true, true), new ConcurrentLinkedQueue<>());

        assertThat(router.tryAcquire()).isNotNull();
        taken.release(Feedback.NEUTRAL);
    }

    private static Thread waits(Router router, Wanted wanted, ConcurrentLinkedQueue<Grant> grants) {
        Thread line = Thread.ofVirtual().start(() -> {
            try {
                grants.add(Objects.requireNonNull(router.acquire(wanted, LONG)));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> line.getState() == Thread.State.TIMED_WAITING);
        return line;
    }

    private void failsFiveTimes(Route route) {
        for (int i = 0; i < 5; i++) {
            assertThat(route.health().tryEnter(route.cluster())).isTrue();
            route.health().heard(new Reply.Broken("reset"));
        }
    }

    private Route route(String name, ConcurrencyLimit limit) {
        ScriptedCluster cluster = new ScriptedCluster(name, _ -> new Reply.Broken("not asked"));
        PermitPool permits = new PermitPool(limit, clock::nanos);
        RouteHealth health = new RouteHealth(name + "/remote-model", clock, permits::reset);
        RetryBudget retries = new RetryBudget(clock::nanos);
        return new Route(
                cluster,
                ClusterSettings.openAi(name, URI.create("http://localhost/v1"), new Auth.None()),
                "remote-model",
                permits,
                health,
                retries,
                new RouteMeters(new SimpleMeterRegistry(), name, "remote-model", permits, health, retries));
    }
}
