package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Outcome;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;

class WorkerIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void shouldEndEachLineOnceWhenTheClusterAnswersAtOnce() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster cluster = stage.cluster(SimulatorSettings.instant());
            stage.lines().publish(stage.batch(), stage.model(), 1, 20_000);
            Worker worker = stage.worker(cluster.baseUrl(), UnaryOperator.identity());

            await().atMost(LONG).until(() -> stage.outcomes().lines() == 20_000);

            assertThat(stage.outcomes().withStatus(200)).isEqualTo(20_000);
            assertThat(stage.outcomes().repeats()).isZero();
            assertThat(cluster.stats().totalRequests()).isEqualTo(20_000);
            assertThat(cluster.stats().requests()).containsOnlyKeys("remote-model");
            Outcome outcome = stage.outcomes().of(1);
            assertThat(outcome.getUsage().getOutputTokens()).isPositive();
            assertThat(((Answer) outcome.getResult()).getRequestId()).isNotBlank();
            assertThat(outcome.getProvenance().getCluster()).isEqualTo("sim");
            worker.close();
        }
    }
}
