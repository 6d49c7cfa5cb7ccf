package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.argosy.dispatcher.feed.FeedScheduler.Candidate;
import org.argosy.dispatcher.feed.FeedScheduler.Danger;
import org.argosy.storage.BatchId;
import org.argosy.storage.Priority;
import org.argosy.storage.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedSchedulerTest {

    private static final FeedShares SHARES = FeedShares.defaults();
    private static final long QUANTUM = SHARES.quantumTokens();
    private static final double LITTLE = 50_000;
    private static final double MUCH = 1e9;
    private static final int DEAREST_LINE = 9_000;
    private static final Instant FAR = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant NEAR = Instant.parse("2029-01-01T00:00:00Z");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveTenantsEqualTokensWhateverTheirBatchesAndLines(long seed) {
        Random random = new Random(seed);
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        List<Candidate> candidates = new ArrayList<>();
        int tenants = 2 + random.nextInt(8);
        for (int t = 0; t < tenants; t++) {
            int batches = 1 + random.nextInt(10);
            for (int b = 0; b < batches; b++) {
                candidates.add(candidate("t" + t, "t" + t + "b" + b, FAR, Danger.NONE));
            }
        }
        scheduler.sync(candidates, LITTLE);

        Map<String, Long> byTenant = new HashMap<>();
        Map<String, Long> byBatch = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            String batch = scheduler.next(false).orElseThrow().batch().value();
            String tenant = batch.substring(0, batch.indexOf('b'));
            // A tenant's lines all cost about the same, and tenants differ: the hard case for fairness by count.
            long cost = 1 + (tenant.hashCode() & 7) * 1_000L + random.nextInt(1_000);
            scheduler.charge(new BatchId(batch), (double) cost);
            byTenant.merge(tenant, cost, Long::sum);
            byBatch.merge(batch, cost, Long::sum);
            if (i % 1_000 == 0) {
                scheduler.sync(candidates, LITTLE);
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
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(candidate("late", "late-b", NEAR, Danger.AVERTIBLE));
        for (int t = 0; t < 9; t++) {
            candidates.add(candidate("t" + t, "t" + t + "-b", FAR, Danger.NONE));
        }
        scheduler.sync(candidates, LITTLE);

        long urgent = 0;
        long all = 0;
        for (int i = 0; i < 20_000; i++) {
            String batch = scheduler.next(false).orElseThrow().batch().value();
            scheduler.charge(new BatchId(batch), 100);
            all += 100;
            urgent += batch.equals("late-b") ? 100 : 0;
        }

        assertThat((double) urgent / all).isBetween(0.45, 0.55);
    }

    @Test
    void shouldServeASmallBatchAtOnceBehindALargeOneOfTheSameTenant() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        Candidate large = candidate("t", "large", FAR, Danger.NONE);
        scheduler.sync(List.of(large), LITTLE);
        for (int i = 0; i < 10_000; i++) {
            scheduler.charge(scheduler.next(false).orElseThrow().batch(), 200);
        }

        scheduler.sync(List.of(large, of("t", "small", 1, 1, 20_000)), LITTLE);
        assertThat(scheduler.next(true)).contains(new FeedScheduler.Pick(new BatchId("small"), true));
    }

    @ParameterizedTest(name = "weight {0}")
    @ValueSource(doubles = {0.25, 1, 3, 10})
    void shouldDivideTokensByTheWeightsOfTenants(double weight) {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        scheduler.sync(List.of(of("a", "a", weight, 1, MUCH), of("b", "b", 1, 1, MUCH)), LITTLE);

        Map<String, Long> spent = run(scheduler, 40_000, new Random(7));

        assertThat(of(spent, "a") / of(spent, "b")).isCloseTo(weight, withinPercentage(3));
    }

    @Test
    void shouldGiveAHigherPriorityMoreAndTheLowerSomethingWhateverOtherTenantsHave() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        scheduler.sync(
                List.of(
                        of("a", "high", 1, Priority.HIGH.weight(), MUCH),
                        of("a", "low", 1, Priority.LOW.weight(), MUCH),
                        of("b", "other", 1, Priority.NORMAL.weight(), MUCH)),
                LITTLE);

        Map<String, Long> spent = run(scheduler, 60_000, new Random(7));

        assertThat(of(spent, "high") / of(spent, "low")).isCloseTo(16, withinPercentage(5));
        assertThat(of(spent, "other") / (of(spent, "high") + of(spent, "low"))).isCloseTo(1, withinPercentage(3));
    }

    @Test
    void shouldNotLetASmallBatchOvertakeOneOfAHigherPriority() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        scheduler.sync(
                List.of(of("a", "high", 1, Priority.HIGH.weight(), MUCH), of("a", "small", 1, 1, LITTLE / 2)), LITTLE);

        assertThat(scheduler.next(true)).isEmpty();
    }

    @Test
    void shouldServeATenantWithLittleToRunAtOnceOutOfWhatItHasSaved() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        Candidate bulk = of("bulk", "bulk", 1, 1, MUCH);
        scheduler.sync(List.of(bulk), LITTLE);
        run(scheduler, 10_000, new Random(3));

        scheduler.sync(List.of(bulk, of("new", "new", 1, 1, LITTLE)), LITTLE);

        Map<String, Long> spent = new HashMap<>();
        while (spent.getOrDefault("new", 0L) < LITTLE) {
            FeedScheduler.Pick pick = scheduler.next(false).orElseThrow();
            scheduler.charge(pick.batch(), 500);
            spent.merge(pick.batch().value(), 500L, Long::sum);
        }
        assertThat(spent.getOrDefault("bulk", 0L)).isLessThan((long) (LITTLE * 0.05));
    }

    /** However it cuts its work, a tenant gets its share and what it may save, and no more. */
    @Test
    void shouldGiveATenantNoMoreForSendingItsWorkInSmallBatches() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        Candidate bulk = of("bulk", "bulk", 1, 1, MUCH);
        Map<String, Long> spent = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String small = "small" + i;
            for (double left = LITTLE / 2; left > 0; left -= 500) {
                scheduler.sync(List.of(bulk, of("cutter", small, 1, 1, left)), LITTLE);
                String batch = scheduler.next(false).orElseThrow().batch().value();
                while (batch.equals("bulk")) {
                    scheduler.charge(new BatchId(batch), 500);
                    spent.merge("bulk", 500L, Long::sum);
                    batch = scheduler.next(false).orElseThrow().batch().value();
                }
                scheduler.charge(new BatchId(small), 500);
                spent.merge("cutter", 500L, Long::sum);
            }
        }

        double share = (of(spent, "cutter") + of(spent, "bulk")) / 2;
        assertThat(of(spent, "cutter")).isLessThan(share + 1.2 * LITTLE);
    }

    /** Each line costs as much as ten turns, so that whoever was served owes for long. */
    @Test
    void shouldGiveNoMoreToATenantOrBatchThatLeavesAndComesAgain() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        List<Candidate> stayers = List.of(of("stayer", "stayer", 1, 1, MUCH), of("both", "both-stayer", 1, 1, MUCH));
        List<Candidate> all = new ArrayList<>(stayers);
        all.add(of("leaver", "leaver", 1, 1, MUCH));
        all.add(of("both", "both-leaver", 1, 1, MUCH));
        scheduler.sync(all, LITTLE);

        long line = 10 * QUANTUM;
        Map<String, Long> spent = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            BatchId batch = scheduler.next(false).orElseThrow().batch();
            scheduler.charge(batch, (double) line);
            spent.merge(batch.value(), line, Long::sum);
            if (batch.value().endsWith("leaver")) {
                scheduler.sync(stayers, LITTLE);
                scheduler.sync(all, LITTLE);
            }
        }

        double bound = 4.0 * (QUANTUM + line);
        assertThat(of(spent, "leaver") - of(spent, "stayer")).isLessThan(bound);
        assertThat(of(spent, "both-leaver") - of(spent, "both-stayer")).isLessThan(bound);
    }

    @Test
    void shouldForgetTheDebtOfATenantWhileOthersGetWhatItOwes() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        List<Candidate> others = List.of(candidate("a", "a", FAR, Danger.NONE), candidate("b", "b", FAR, Danger.NONE));
        List<Candidate> all = new ArrayList<>(others);
        all.add(candidate("late", "late", NEAR, Danger.AVERTIBLE));
        scheduler.sync(all, LITTLE);
        run(scheduler, 5_000, new Random(5));
        scheduler.sync(others, LITTLE);
        run(scheduler, 10_000, new Random(6));

        scheduler.sync(List.of(others.get(0), candidate("late", "next", FAR, Danger.NONE)), LITTLE);
        Map<String, Long> spent = run(scheduler, 5_000, new Random(7));

        assertThat(of(spent, "next") / of(spent, "a")).isCloseTo(1, withinPercentage(5));
    }

    @Test
    void shouldChooseNothingWhenNothingIsLeft() {
        FeedScheduler scheduler = new FeedScheduler(SHARES);
        scheduler.sync(List.of(candidate("t", "b", FAR, Danger.AVERTIBLE)), LITTLE);
        scheduler.remove(new BatchId("b"));

        assertThat(scheduler.next(false)).isEmpty();
    }

    private static Candidate candidate(String tenant, String batch, Instant deadline, Danger danger) {
        return new Candidate(new BatchId(batch), new TenantId(tenant), 1, 1, MUCH, deadline, danger);
    }

    private static Candidate of(String tenant, String batch, double tenantWeight, double weight, double tokens) {
        return new Candidate(new BatchId(batch), new TenantId(tenant), tenantWeight, weight, tokens, FAR, Danger.NONE);
    }

    /** Serves so many lines of very different costs. */
    private static Map<String, Long> run(FeedScheduler scheduler, int lines, Random random) {
        Map<String, Long> spent = new HashMap<>();
        for (int i = 0; i < lines; i++) {
            BatchId batch = scheduler.next(false).orElseThrow().batch();
            long cost = 1L + random.nextInt(random.nextInt(10) == 0 ? 9_000 : 300);
            scheduler.charge(batch, (double) cost);
            spent.merge(batch.value(), cost, Long::sum);
        }
        return spent;
    }

    private static double of(Map<String, Long> spent, String batch) {
        return spent.getOrDefault(batch, 0L);
    }

    private static long spread(Map<String, Long> spent) {
        return spent.values().stream().mapToLong(Long::longValue).max().orElse(0)
                - spent.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }
}
