package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
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
    private static final int LINES = 4_000;
    private static final int FAST_SLOTS = 48;
    private static final int SLOW_SLOTS = 16;
    private static final Duration ANSWER = Duration.ofMillis(200);

    @Test
    void shouldUseBothClustersToTheFull() throws Exception {
        try (WorkerStage stage = new WorkerStage()) {
            SimulatedCluster fast = stage.cluster(slots(FAST_SLOTS));
            SimulatedCluster slow = stage.cluster(slots(SLOW_SLOTS));
            stage.lines().publish(stage.batch(), stage.model(), 1, LINES);
            stage.worker(Map.of("fast", fast.baseUrl(), "slow", slow.baseUrl()), settings -> settings);
            await().atMost(LONG).until(() -> fast.stats().answers(200) > 900);

            SlotShare used = new SlotShare(fast, slow);
            await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> {
                used.look();
                return fast.stats().answers(200) > 1_800;
            });

            assertThat(stage.outcomes().lines())
                    .as("enough was left for both until the end")
                    .isLessThan(LINES - 2 * (FAST_SLOTS + SLOW_SLOTS));
            assertThat(used.share()).as("of the sum of both").isGreaterThan(0.95);
        }
    }

    /**
     * The share of the slots' time in which they were held, as the clusters tell it at each look. A machine that is slow
     * makes answers late, but takes no slot away from a request: only a lack of requests does.
     */
    private static final class SlotShare {

        private final List<SimulatedCluster> clusters;
        private double held;
        private double time;
        private long lookedAt = System.nanoTime();

        SlotShare(SimulatedCluster... clusters) {
            this.clusters = List.of(clusters);
        }

        void look() {
            long now = System.nanoTime();
            double passed = now - lookedAt;
            lookedAt = now;
            for (SimulatedCluster cluster : clusters) {
                SimulatorStats stats = cluster.stats();
                held += passed * stats.running();
                time += passed * stats.slots();
            }
        }

        double share() {
            return held / time;
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
