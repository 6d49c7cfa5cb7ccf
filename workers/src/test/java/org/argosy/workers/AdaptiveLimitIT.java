package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.SimulatorStats;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;

class AdaptiveLimitIT {

    private static final int SLOTS = 64;

    @Test
    void shouldFindTheSlotsOfABackendThatQueuesAndKeepThemBusy() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(new Pace(SLOTS, Duration.ofMillis(50), Duration.ofMillis(4), 16, 128))
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 10_000);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            ClusterSettings settings = ClusterSettings.openAi("sim", URI.create(cluster.baseUrl()), new Auth.None());
            stage.worker(
                    WorkerSettings.of(
                            "adaptive",
                            List.of(settings),
                            List.of(new ModelRoutes(stage.model(), List.of(new RouteSettings("sim", "remote-model"))))),
                    registry);
            SlotUse use = new SlotUse(cluster);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(3))
                    .untilAsserted(() -> {
                        assertThat(use.sinceLastLook()).isGreaterThan(0.8);
                        assertThat(registry.get("argosy.worker.permits.limit")
                                        .gauge()
                                        .value())
                                .isBetween(56.0, 128.0);
                    });
        }
    }

    @Test
    void shouldHardlyEverBeRefusedByABackendThatRefusesAndKeepItBusy() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(new Pace(SLOTS, Duration.ofMillis(400), Duration.ofMillis(4), 16, 128))
                    .queueLimit(0)
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 6_000);
            stage.worker(cluster.baseUrl(), settings -> settings);

            await().atMost(Duration.ofSeconds(60)).until(() -> cluster.stats().running() > SLOTS * 3 / 4);
            await().atMost(Duration.ofSeconds(60)).until(() -> held(cluster) >= 0.95);

            SimulatorStats stats = cluster.stats();
            assertThat((double) stats.answers(429) / stats.totalRequests()).isLessThan(0.02);
        }
    }

    /** The share of the slots that requests held over the time of some looks; slow answers take none from it. */
    private static double held(SimulatedCluster cluster) {
        int looks = 200;
        AtomicInteger looked = new AtomicInteger();
        AtomicLong running = new AtomicLong();
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            running.addAndGet(cluster.stats().running());
            return looked.incrementAndGet() == looks;
        });
        return (double) running.get() / ((double) SLOTS * looks);
    }

    /** The share of the slots' time in which they worked, from one look to the next. */
    private static final class SlotUse {

        private final SimulatedCluster cluster;
        private long lookedAt = System.nanoTime();

        SlotUse(SimulatedCluster cluster) {
            this.cluster = cluster;
        }

        double sinceLastLook() {
            long now = System.nanoTime();
            double slotNanos = (double) SLOTS * (now - lookedAt);
            double share = cluster.stats().busy().toNanos() / slotNanos;
            cluster.resetStats();
            lookedAt = now;
            return share;
        }
    }
}
