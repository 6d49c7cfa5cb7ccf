package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.Ids;
import org.argosy.storage.Lane;
import org.argosy.storage.TenantId;
import org.argosy.storage.tenants.QuotaExceededException;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TenantStatus;
import org.argosy.storage.tenants.TokenQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A quota of 100 tokens a model: tenant anna fails beyond it, tenant ben waits. */
class LaneAdmissionIT {

    private static final TenantPolicies POLICIES =
            new TenantPolicies(TenantPolicy.UNBOUNDED, Map.of("anna", tokens(false), "ben", tokens(true)));

    private final Fixture fixture = new Fixture();
    private final PlanRepository plans = new PlanRepository(fixture.database.jdbi(), POLICIES);
    private final LaneAdmission admission = new LaneAdmission(fixture.database.jdbi(), POLICIES);

    private static TenantPolicy tokens(boolean waits) {
        return new TenantPolicy(
                1,
                OptionalInt.empty(),
                new TokenQuota(OptionalLong.of(100), Map.of("wide", 1_000L), waits),
                OptionalLong.empty(),
                Optional.empty());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @Tag("quota.tokens.fail")
    void shouldRefuseABatchForWhoseTokensThereIsNoRoom() {
        start(fixture.anna, new Lane("m", 10, 60));
        start(fixture.anna, new Lane("other", 10, 60), new Lane("wide", 10, 900));

        assertThatThrownBy(() -> start(fixture.anna, new Lane("m", 1, 41)))
                .isInstanceOf(QuotaExceededException.class)
                .hasMessage(
                        "Enqueued token limit reached for m in organization %s. Limit: 100 enqueued tokens. Please try again once some in_progress batches have been completed.",
                        fixture.anna);
        start(fixture.anna, new Lane("m", 1, 40));
    }

    @Test
    @Tag("quota.tokens.fail")
    void shouldCountOnlyWhatIsNotFinished() {
        BatchId running = start(fixture.anna, new Lane("m", 10, 90));
        finish(running, 5);

        start(fixture.anna, new Lane("m", 1, 55));
        assertThatThrownBy(() -> start(fixture.anna, new Lane("m", 1, 1))).isInstanceOf(QuotaExceededException.class);
    }

    @Test
    @Tag("quota.tokens.fail")
    void shouldLetNoTwoInThatDoNotFitTogetherWhenTheyStartAtOnce() throws Exception {
        List<PlanClaim> claims =
                IntStream.range(0, 6).mapToObj(_ -> claim(fixture.anna)).toList();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> starts = claims.stream()
                    .map(claim -> threads.submit(() -> {
                        go.await();
                        try {
                            return plans.start(claim, true, List.of(), List.of(new Lane("m", 1, 40)), NOW);
                        } catch (QuotaExceededException e) {
                            return false;
                        }
                    }))
                    .toList();
            go.countDown();
            int started = 0;
            for (Future<Boolean> start : starts) {
                started += start.get() ? 1 : 0;
            }
            assertThat(started).isEqualTo(2);
        }
    }

    @Test
    @Tag("quota.tokens.wait")
    void shouldLetABatchWaitInTheOrderInWhichBatchesWereMade() {
        BatchId running = start(fixture.ben, new Lane("m", 10, 80));
        BatchId large = start(fixture.ben, new Lane("m", 10, 60), new Lane("free", 10, 1));
        BatchId small = start(fixture.ben, new Lane("m", 10, 5));

        assertThat(admission.waiting(List.of(running, large, small)))
                .isEqualTo(Map.of(large, Set.of("m"), small, Set.of("m")));
        assertThat(admission.admitWaiting()).isZero();
        finish(running, 4);
        assertThat(admission.admitWaiting()).isZero();
        finish(running, 1);
        assertThat(admission.admitWaiting()).isEqualTo(1);
        assertThat(admission.waiting(List.of(large, small)).keySet()).containsExactly(small);
        finish(running, 5);
        assertThat(admission.admitWaiting()).isEqualTo(1);
        assertThat(admission.waiting(List.of(large, small))).isEmpty();
    }

    @Test
    @Tag("quota.tokens.wait")
    void shouldRefuseABatchThatCouldNeverRun() {
        assertThatThrownBy(() -> start(fixture.ben, new Lane("m", 1, 101)))
                .isInstanceOf(QuotaExceededException.class)
                .hasMessageEndingWith("This batch alone has an estimated 101: please split it.");
    }

    @Test
    void shouldLetALaneRunAloneWhenTheQuotaWasLoweredMeanwhile() {
        BatchId running = start(fixture.ben, new Lane("m", 10, 80));
        BatchId waiting = start(fixture.ben, new Lane("m", 10, 60));
        LaneAdmission tighter = new LaneAdmission(
                fixture.database.jdbi(),
                new TenantPolicies(
                        new TenantPolicy(
                                1,
                                OptionalInt.empty(),
                                new TokenQuota(OptionalLong.of(10), Map.of(), true),
                                OptionalLong.empty(),
                                Optional.empty()),
                        Map.of()));

        assertThat(tighter.admitWaiting()).isZero();
        finish(running, 10);
        assertThat(tighter.admitWaiting()).isEqualTo(1);
        assertThat(tighter.waiting(List.of(waiting))).isEmpty();
    }

    @Test
    void shouldTellOperatorsWhatTenantsHave() {
        start(fixture.ben, new Lane("m", 10, 80));
        start(fixture.ben, new Lane("m", 10, 60));
        fixture.addFile(fixture.ben, NOW);

        TenantStatus status = new Tenants(fixture.database.jdbi(), POLICIES)
                .status("ben", NOW)
                .orElseThrow();

        assertThat(status.openBatches()).isEqualTo(2);
        assertThat(status.bytes()).isEqualTo(10);
        assertThat(status.enqueuedTokens()).isEqualTo(Map.of("m", 80L));
        assertThat(status.waitingTokens()).isEqualTo(Map.of("m", 60L));
    }

    private BatchId start(TenantId tenant, Lane... lanes) {
        PlanClaim claim = claim(tenant);
        assertThat(plans.start(claim, true, List.of(), List.of(lanes), NOW)).isTrue();
        return claim.batch().id();
    }

    private PlanClaim claim(TenantId tenant) {
        Batch batch = fixture.addBatch(tenant, Ids.file());
        fixture.database
                .jdbi()
                .useHandle(h -> h.execute(
                        "update batch set plan_until = ? where status = 'validating' and id <> ?",
                        NOW.plusSeconds(60),
                        batch.id().value()));
        return plans.claim(PlanRepository.Preference.OLDEST, NOW, NOW.plusSeconds(60))
                .orElseThrow();
    }

    private void finish(BatchId batch, int lines) {
        fixture.database
                .jdbi()
                .useHandle(h -> h.execute(
                        "update progress set completed = completed + ? where batch_id = ?", lines, batch.value()));
    }
}
