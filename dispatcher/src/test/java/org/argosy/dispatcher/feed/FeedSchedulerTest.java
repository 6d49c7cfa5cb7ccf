package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.argosy.dispatcher.feed.FeedScheduler.Candidate;
import org.argosy.storage.BatchId;
import org.argosy.storage.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedSchedulerTest {

    private static final long QUANTUM = 4_096;
    private static final int DEAREST_LINE = 9_000;
    private static final Instant FAR = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant NEAR = Instant.parse("2029-01-01T00:00:00Z");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveTenantsEqualTokensWhateverTheirBatchesAndLines(long seed) {
        Random random = new Random(seed);
        FeedScheduler scheduler = new FeedScheduler(QUANTUM, 0.5);
        List<Candidate> candidates = new ArrayList<>();
        int tenants = 2 + random.nextInt(8);
        for (int t = 0; t < tenants; t++) {
            int batches = 1 + random.nextInt(10);
            for (int b = 0; b < batches; b++) {
                candidates.add(candidate("t" + t, "t" + t + "b" + b, FAR, false));
            }
        }
        scheduler.sync(candidates);

        Map<String, Long> byTenant = new HashMap<>();
        Map<String, Long> byBatch = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            String batch = scheduler.next().orElseThrow().value();
            String tenant = batch.substring(0, batch.indexOf('b'));
            // A tenant's lines all cost about the same, and tenants differ: the hard case for fairness by count.
            long cost = 1 + (tenant.hashCode() & 7) * 1_000L + random.nextInt(1_000);
            scheduler.charge(new BatchId(batch), cost);
            byTenant.merge(tenant, cost, Long::sum);
            byBatch.merge(batch, cost, Long::sum);
            if (i % 1_000 == 0) {
                scheduler.sync(candidates);
            }
        }

        long bound = 4 * (QUANTUM + DEAREST_LINE);
        assertThat(spread(byTenant)).isLessThan(bound);
        for (int t = 0; t < tenants; t++) {
            String prefix = "t" + t + "b";
            Map<String, Long> own = new HashMap<>(byBatch);
            own.keySet().removeIf(batch -> !batch.startsWith(prefix));
            assertThat(spread(own)).isLessThan(bound);
        }
    }

    @Test
    void shouldLetBatchesInDangerGoFirstWithinTheirShare() {
        FeedScheduler scheduler = new FeedScheduler(QUANTUM, 0.5);
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(candidate("late", "late-b", NEAR, true));
        for (int t = 0; t < 9; t++) {
            candidates.add(candidate("t" + t, "t" + t + "-b", FAR, false));
        }
        scheduler.sync(candidates);

        long urgent = 0;
        long all = 0;
        for (int i = 0; i < 20_000; i++) {
            String batch = scheduler.next().orElseThrow().value();
            scheduler.charge(new BatchId(batch), 100);
            all += 100;
            urgent += batch.equals("late-b") ? 100 : 0;
        }

        assertThat((double) urgent / all).isBetween(0.45, 0.55);
    }

    @Test
    void shouldServeASmallBatchAtOnceBehindALargeOneOfTheSameTenant() {
        FeedScheduler scheduler = new FeedScheduler(QUANTUM, 0.5);
        Candidate large = candidate("t", "large", FAR, false);
        scheduler.sync(List.of(large));
        for (int i = 0; i < 10_000; i++) {
            scheduler.charge(scheduler.next().orElseThrow(), 200);
        }

        scheduler.sync(List.of(large, candidate("t", "small", FAR, false)));
        int waited = 0;
        while (!scheduler.next().orElseThrow().value().equals("small")) {
            scheduler.charge(new BatchId("large"), 200);
            waited++;
        }

        assertThat(waited).isLessThanOrEqualTo((int) (2 * QUANTUM / 200));
    }

    @Test
    void shouldChooseNothingWhenNothingIsLeft() {
        FeedScheduler scheduler = new FeedScheduler(QUANTUM, 0.5);
        scheduler.sync(List.of(candidate("t", "b", FAR, true)));
        scheduler.remove(new BatchId("b"));

        assertThat(scheduler.next()).isEmpty();
    }

    private static Candidate candidate(String tenant, String batch, Instant deadline, boolean urgent) {
        return new Candidate(new BatchId(batch), new TenantId(tenant), deadline, urgent);
    }

    private static long spread(Map<String, Long> spent) {
        return spent.values().stream().mapToLong(Long::longValue).max().orElse(0)
                - spent.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }
}
