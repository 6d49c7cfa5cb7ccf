package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.simulator.SimulatorStats;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.Test;

/** One model on two clusters of speeds 3 and 1. */
class FederationIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int FAST_SLOTS = 48;
    private static final int SLOW_SLOTS = 16;
    private static final Duration ANSWER = Duration.ofMillis(200);

    @Test
    void shouldUseBothClustersToTheFull() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster fast = stage.cluster(slots(FAST_SLOTS));
            SimulatedCluster slow = stage.cluster(slots(SLOW_SLOTS));
            stage.lines().publish(stage.batch(), stage.model(), 1, 4_000);
            stage.worker(Map.of("fast", fast.baseUrl(), "slow", slow.baseUrl()), settings -> settings);
            await().atMost(LONG).until(() -> fast.stats().answers(200) > 900);
            fast.resetStats();
            slow.resetStats();
            await().atMost(LONG).until(() -> fast.stats().answers(200) > 900);
            SimulatorStats fastStats = fast.stats();
            SimulatorStats slowStats = slow.stats();

            // Each slot of either answers as many as any other when all are busy all the time.
            double perFastSlot = (double) fastStats.answers(200) / FAST_SLOTS;
            double perSlowSlot = (double) slowStats.answers(200) / SLOW_SLOTS;
            assertThat(Math.min(perFastSlot, perSlowSlot) / Math.max(perFastSlot, perSlowSlot))
                    .as("slots of both clusters are used alike")
                    .isGreaterThan(0.85);
            assertThat(fastStats.queued() + fastStats.running()).isGreaterThanOrEqualTo(FAST_SLOTS * 3 / 4);
            assertThat(slowStats.queued() + slowStats.running()).isGreaterThanOrEqualTo(SLOW_SLOTS * 3 / 4);
        }
    }

    @Test
    void shouldLoseNoLineWhenTheFastClusterDiesForAWhile() throws Exception {
        int lines = 2_000;
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster slow = stage.cluster(slots(SLOW_SLOTS));
            SimulatedCluster fast = stage.cluster(slots(FAST_SLOTS));
            stage.lines().publish(stage.batch(), stage.model(), 1, lines);
            stage.worker(Map.of("fast", fast.baseUrl(), "slow", slow.baseUrl()), settings -> settings);
            await().atMost(LONG).until(() -> fast.stats().answers(200) > 500);

            fast.close();
            SimulatorStats before = fast.stats();
            long slowBefore = slow.stats().answers(200);
            await().atMost(LONG).until(() -> slow.stats().answers(200) > slowBefore + 150);
            SimulatedCluster back = stage.cluster(SimulatorSettings.builder()
                    .port(fast.port())
                    .pace(Pace.fixed(FAST_SLOTS, ANSWER))
                    .build());

            await().atMost(LONG.multipliedBy(2)).until(() -> stage.outcomes().lines() == lines);
            assertThat(stage.outcomes().withStatus(200)).isEqualTo(lines);
            assertThat(stage.outcomes().repeats()).isZero();
            long requests = before.totalRequests()
                    + back.stats().totalRequests()
                    + slow.stats().totalRequests();
            assertThat(requests)
                    .as("at most what was in flight is sent twice")
                    .isLessThanOrEqualTo(lines + before.maxOpen());
            assertThat(back.stats().answers(200))
                    .as("the fast one is used again")
                    .isPositive();
        }
    }

    private static SimulatorSettings slots(int slots) {
        return SimulatorSettings.builder().pace(Pace.fixed(slots, ANSWER)).build();
    }
}
