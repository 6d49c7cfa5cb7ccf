package org.argosy.workers.routes;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.permits.ConcurrencyLimit;
import org.argosy.workers.permits.Feedback;
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
                        grants.add(Objects.requireNonNull(router.acquire(null, false, LONG)));
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        await().until(() -> waiting.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));

        first.permit().release(Feedback.NEUTRAL);

        await().atMost(Duration.ofSeconds(60)).until(() -> grants.size() == lines);
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
