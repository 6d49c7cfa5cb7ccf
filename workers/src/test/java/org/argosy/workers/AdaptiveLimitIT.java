package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
            stage.lines().publish(stage.batch(), stage.model(), 1, 6_000);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            ClusterSettings settings = ClusterSettings.openAi("sim", URI.create(cluster.baseUrl()), new Auth.None());
            stage.worker(
                    WorkerSettings.of(
                            "adaptive",
                            List.of(settings),
                            List.of(new ModelRoutes(stage.model(), List.of(new RouteSettings("sim", "remote-model"))))),
                    registry);
            await().atMost(Duration.ofSeconds(60)).until(() -> cluster.stats().answers(200) > 2_000);
            cluster.resetStats();
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> cluster.stats().answers(200) > 3_000);

            SimulatorStats stats = cluster.stats();
            double slotNanos = (double) SLOTS * (System.nanoTime() - start);
            assertThat(stats.busy().toNanos() / slotNanos).isGreaterThan(0.8);
            assertThat(registry.get("argosy.worker.permits.limit").gauge().value())
                    .isBetween(56.0, 128.0);
        }
    }
}
