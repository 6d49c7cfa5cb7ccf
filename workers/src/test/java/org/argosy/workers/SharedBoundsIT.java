package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Auth;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;

class SharedBoundsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CAP = 32;

    @Test
    void shouldNeverExceedTheCapAmongTheWorkersThatComeAndGo() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.fixed(64, Duration.ofMillis(50)))
                    .build());
            MeterRegistry first = new SimpleMeterRegistry();
            MeterRegistry second = new SimpleMeterRegistry();
            stage.lines().publish(stage.batch(), stage.model(), 1, 4_000);
            stage.worker(settings("one", cluster, stage.model()), first);
            await().atMost(LONG).until(() -> limit(first) == CAP);

            Worker two = stage.worker(settings("two", cluster, stage.model()), second);
            await().atMost(LONG).until(() -> limit(first) == CAP / 2 && limit(second) == CAP / 2);
            assertThat(cluster.stats().maxOpen()).as("with both").isBetween(CAP / 2 + 1, CAP);
            two.close();

            stage.lines().publish(stage.batch(), stage.model(), 4_001, 8_000);
            await().atMost(LONG).until(() -> limit(first) == CAP);
            await().atMost(LONG).until(() -> stage.outcomes().lines() == 8_000);
            assertThat(cluster.stats().maxOpen()).isLessThanOrEqualTo(CAP);
            assertThat(stage.outcomes().workers()).isEqualTo(2);
        }
    }

    private static double limit(MeterRegistry registry) {
        return registry.get("argosy.worker.permits.limit").gauge().value();
    }

    private static WorkerSettings settings(String name, SimulatedCluster cluster, String model) {
        return WorkerSettings.of(
                name,
                List.of(ClusterSettings.openAi("sim", URI.create(cluster.baseUrl()), new Auth.None())
                        .withMaxConcurrency(CAP)),
                List.of(new ModelRoutes(model, List.of(new RouteSettings("sim", "remote-model")))));
    }
}
