package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.Ids;
import org.argosy.storage.Lane;
import org.argosy.storage.ModelUsage;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.db.LaneRepository.Advance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class LaneRepositoryIT {

    private final Fixture fixture = new Fixture();
    private final LaneRepository lanes = new LaneRepository(fixture.database.jdbi());
    private final ModelLeases leases = new ModelLeases(fixture.database.jdbi());
    private final OutcomeLedger ledger = new OutcomeLedger(fixture.database.jdbi(), Duration.ofDays(1));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldTellWhatBecameOfEachLaneOfABatch() {
        BatchId batch = start(new Lane("a", 5, 50), new Lane("b", 5, 50));

        collect(batch, 0, RoaringBitmap.bitmapOf(1, 3, 2), usage("a", 2, 0, 70), usage("b", 0, 1, 4));
        collect(batch, 1, RoaringBitmap.bitmapOf(5), usage("a", 1, 0, 5));

        assertThat(List.of(lane("a"), lane("b")))
                .extracting(FeedLane::completedLines, FeedLane::failedLines, FeedLane::usedTokens)
                .containsExactly(tuple(3, 0, 75L), tuple(0, 1, 4L));
    }

    @Test
    void shouldTellALaneThatOwesWhateverAnotherLaneOfItsBatchHas() {
        BatchId batch = start(new Lane("a", 5, 50), new Lane("b", 5, 50));
        publish(batch, "a", 2);
        publish(batch, "b", 2);

        collect(batch, 0, RoaringBitmap.bitmapOf(2, 4), usage("b", 2, 0, 2));

        assertThat(lanes.owing(List.of("a", "b"), NOW))
                .extracting(FeedLane::model)
                .containsExactly("a");
    }

    @Test
    void shouldMoveNoCursorForAFeederWhoseLeaseHasGoneToAnother() {
        BatchId batch = start(new Lane("a", 5, 50));
        long older = take("a", "older");
        long newer = take("a", "newer");

        assertThat(lanes.advance("a", older, List.of(new Advance(batch, 0, 3, 3, 30))))
                .isEmpty();
        assertThat(lane("a").cursorLine()).isZero();
        assertThat(lanes.advance("a", newer, List.of(new Advance(batch, 0, 2, 2, 20))))
                .containsExactly(batch);
        assertThat(lanes.advance("a", newer, List.of(new Advance(batch, 0, 3, 3, 30))))
                .isEmpty();
        assertThat(lane("a").cursorLine()).isEqualTo(2);
    }

    @Test
    void shouldLetOneOfThoseWhoFoundTheSameLinesLostPublishThem() {
        long older = take("a", "older");
        long before = leases.republished(List.of("a")).getOrDefault("a", -1L);
        assertThat(leases.republish("a", older, before)).isTrue();
        assertThat(leases.republish("a", older, before)).isFalse();
        long newer = take("a", "newer");

        assertThat(leases.republish("a", newer, before)).isFalse();
        assertThat(leases.republish("a", older, before + 1)).isFalse();
        assertThat(leases.republish("a", newer, before + 1)).isTrue();
        assertThat(leases.republished(List.of("a", "b"))).isEqualTo(Map.of("a", before + 2));
    }

    private BatchId start(Lane... planned) {
        fixture.addBatch(fixture.anna, Ids.file());
        PlanRepository plans = new PlanRepository(fixture.database.jdbi());
        PlanClaim claim = plans.claim(PlanRepository.Preference.OLDEST, NOW, NOW.plusSeconds(60))
                .orElseThrow();
        assertThat(plans.start(claim, true, List.of(), List.of(planned), NOW)).isTrue();
        return claim.batch().id();
    }

    private void publish(BatchId batch, String model, int lines) {
        assertThat(lanes.advance(model, take(model, "feeder"), List.of(new Advance(batch, 0, lines, lines, 10))))
                .containsExactly(batch);
    }

    private long take(String model, String owner) {
        return Optional.ofNullable(leases.take(List.of(model), owner, NOW, NOW).get(model))
                .orElseThrow();
    }

    private void collect(BatchId batch, long offset, RoaringBitmap lines, ModelUsage... models) {
        assertThat(ledger.claim(0, "topic")).isEqualTo(offset);
        BatchProgress base =
                Optional.ofNullable(ledger.load(List.of(batch)).get(batch)).orElseThrow();
        int completed = List.of(models).stream().mapToInt(ModelUsage::completed).sum();
        ledger.record(
                new OffsetMove(0, "topic", offset, offset + 1),
                List.of(new ProgressAddition(
                        base,
                        lines,
                        completed,
                        lines.getCardinality() - completed,
                        0,
                        TokenCounts.NONE,
                        List.of(models),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                NOW);
    }

    private static ModelUsage usage(String model, int completed, int failed, long tokens) {
        return new ModelUsage(model, completed, failed, new TokenCounts(tokens, 0, 0, 0, tokens));
    }

    private FeedLane lane(String model) {
        return lanes.toFeed(model, 10, NOW).getFirst();
    }
}
