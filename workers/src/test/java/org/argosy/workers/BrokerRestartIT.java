package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.argosy.ops.embedded.EmbeddedKafka;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRestartIT {

    @TempDir
    Path directory;

    @Test
    void shouldEndEveryLineWhenTheBrokerWasAway() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(directory.resolve("kafka"));
                WorkerStage stage = new WorkerStage(broker.bootstrapServers())) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.builder()
                    .pace(Pace.fixed(32, Duration.ofMillis(100)))
                    .build());
            stage.lines().publish(stage.batch(), stage.model(), 1, 3_000);
            stage.worker(cluster.baseUrl(), UnaryOperator.identity());
            await().atMost(Duration.ofSeconds(30)).until(() -> stage.outcomes().lines() > 500);

            broker.restart();

            await().atMost(Duration.ofSeconds(60)).until(() -> stage.outcomes().lines() == 3_000);
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(3_000);
            assertThat(cluster.stats().totalRequests()).isLessThan(3_300);
        }
    }
}
