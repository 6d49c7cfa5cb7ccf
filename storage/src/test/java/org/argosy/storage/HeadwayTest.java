package org.argosy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HeadwayTest {

    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration WINDOW = Duration.ofHours(1);

    @Test
    void shouldKnowNothingOfABatchThatHasNotStarted() {
        Headway headway = Headway.of(
                batch(new BatchState.Validating(), RequestCounts.NONE, Pace.NONE), START.plus(Duration.ofMinutes(15)));

        assertThat(headway.linesPerSecond()).isEmpty();
        assertThat(headway.tokensPerSecond()).isEmpty();
        assertThat(headway.eta()).isEmpty();
        assertThat(headway.deadlineUsed()).isEqualTo(0.25);
    }

    @Test
    @Tag("batches.argosy")
    void shouldTellTheSpeedOfASteadyStreamWhetherYoungOrOld() {
        Pace pace = Pace.NONE;
        for (int second = 1; second <= 120; second++) {
            Instant now = START.plusSeconds(second);
            pace = pace.plus(50, 5_000, now);
            Headway headway = Headway.of(running(50 * second, 10_000, pace), now);

            assertThat(headway.linesPerSecond().orElseThrow()).isCloseTo(50, within(2.0));
            assertThat(headway.tokensPerSecond().orElseThrow()).isCloseTo(5_000, within(200.0));
        }
        Headway last = Headway.of(running(6_000, 10_000, pace), START.plusSeconds(120));
        assertThat(last.eta().orElseThrow().toSeconds()).isBetween(76L, 84L);
    }

    @Test
    void shouldFollowAChangeOfSpeed() {
        Pace pace = Pace.NONE;
        for (int second = 1; second <= 300; second++) {
            pace = pace.plus(second <= 240 ? 10 : 100, 0, START.plusSeconds(second));
        }

        Headway headway = Headway.of(running(8_400, 100_000, pace), START.plusSeconds(300));

        assertThat(headway.linesPerSecond().orElseThrow()).isBetween(95.0, 105.0);
    }

    @Test
    void shouldNotGuessWhenAFastBatchStandsStill() {
        Pace pace = Pace.NONE.plus(1_000, 0, START.plusSeconds(10));

        Headway headway = Headway.of(running(1_000, 2_000, pace), START.plusSeconds(210));

        assertThat(headway.linesPerSecond().orElseThrow()).isLessThan(0.01);
        assertThat(headway.eta()).isEmpty();
    }

    @Test
    void shouldJudgeASlowBatchByAllOfItsRun() {
        Pace pace = Pace.NONE.plus(1, 0, START.plusSeconds(595));

        Headway headway = Headway.of(running(10, 20, pace), START.plusSeconds(600));

        assertThat(headway.eta()).contains(Duration.ofMinutes(10));
    }

    @Test
    void shouldNotGuessBeforeTheFirstLine() {
        assertThat(Headway.of(running(0, 20, Pace.NONE), START.plusSeconds(600)).eta())
                .isEmpty();
    }

    @Test
    @Tag("batches.argosy")
    void shouldTellOfAnEndedBatchWhatItTook() {
        Instant end = START.plusSeconds(900);
        Batch ended = batch(
                new BatchState.Completed(Optional.of(START), Optional.of(end), end, BatchResults.NONE),
                new RequestCounts(900, 800, 100),
                Pace.NONE.plus(900, 0, end));

        Headway headway = Headway.of(ended, end.plus(Duration.ofDays(1)));

        assertThat(headway.linesPerSecond()).contains(1.0);
        assertThat(headway.eta()).isEmpty();
        assertThat(headway.deadlineUsed()).isEqualTo(0.25);
    }

    @Test
    void shouldStayWithinItsWindow() {
        assertThat(Headway.of(running(0, 1, Pace.NONE), START.plus(Duration.ofDays(2)))
                        .deadlineUsed())
                .isEqualTo(1);
        assertThat(Headway.of(running(0, 1, Pace.NONE), START.minusSeconds(5)).deadlineUsed())
                .isZero();
    }

    @Test
    void shouldStandAClockThatGoesBack() {
        Pace pace = Pace.NONE.plus(100, 0, START.plusSeconds(10)).plus(100, 0, START.plusSeconds(5));

        assertThat(pace.lines()).isEqualTo(200);
        assertThat(pace.at()).isEqualTo(START.plusSeconds(10));
    }

    private static Batch running(int completed, int total, Pace pace) {
        return batch(new BatchState.InProgress(Optional.of(START)), new RequestCounts(total, completed, 0), pace);
    }

    private static Batch batch(BatchState state, RequestCounts counts, Pace pace) {
        return new Batch(
                Ids.batch(),
                new TenantId("t"),
                new BatchRequest("/v1/embeddings", Ids.file(), "1h", WINDOW, Optional.empty(), Optional.empty()),
                START,
                START.plus(WINDOW),
                Optional.empty(),
                state,
                counts,
                TokenCounts.NONE,
                pace,
                Standing.NORMAL,
                List.of());
    }
}
