package org.argosy.api.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.LaneProgress;
import org.argosy.storage.ModelPace;
import org.argosy.storage.Pace;
import org.argosy.storage.Pause;
import org.argosy.storage.Priority;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.RouteReport;
import org.argosy.storage.Standing;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutlookTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant STARTED = NOW.minusSeconds(60);

    @ParameterizedTest
    @Tag("batches.waiting")
    @CsvSource({"down,OUTAGE", "cold,COLD_MODEL", "starting,COLD_MODEL", "paused,PAUSED", "hot,QUEUE", "unknown,QUEUE"})
    void shouldTellWhatABatchWaitsForByTheStateOfItsModel(String state, Waiting waiting) {
        Outlook outlook = Outlook.of(running(0), lane(1_000, 0, true), known(state, 0), NOW);

        assertThat(outlook.waiting()).contains(waiting);
    }

    @Test
    @Tag("batches.waiting")
    void shouldTellOfNothingWhileLinesAreOnTheirWay() {
        assertThat(Outlook.of(running(10), lane(1_000, 50, true), known("hot", 0), NOW)
                        .waiting())
                .isEmpty();
    }

    @Test
    @Tag("batches.waiting")
    void shouldTellOfAnOutageWhenNoWorkerTellsOfTheModel() {
        Surroundings nobody = Surroundings.of(List.of(), List.of(), List.of());

        assertThat(Outlook.of(running(0), lane(1_000, 0, true), nobody, NOW).waiting())
                .contains(Waiting.OUTAGE);
    }

    @Test
    @Tag("batches.waiting")
    void shouldTellOfTheQuotaThatHasNoRoom() {
        assertThat(Outlook.of(running(0), lane(1_000, 0, false), known("hot", 0), NOW)
                        .waiting())
                .contains(Waiting.QUOTA);
    }

    @Test
    @Tag("batches.waiting")
    void shouldTellOfPausesAndThenEstimateNothing() {
        Surroundings pausedModel =
                Surroundings.of(List.of(pace(0)), List.of(), List.of(new Pause("model", "m", Optional.of(NOW))));
        Outlook own = Outlook.of(batch(0, Optional.of(NOW)), lane(1_000, 50, true), known("hot", 0), NOW);

        assertThat(own.waiting()).contains(Waiting.PAUSED);
        assertThat(own.estimate()).isEmpty();
        assertThat(own.fitsWindow()).isEmpty();
        assertThat(Outlook.of(running(0), lane(1_000, 0, true), pausedModel, NOW)
                        .waiting())
                .contains(Waiting.PAUSED);
    }

    @Test
    @Tag("batches.estimate")
    void shouldEstimateByTheModelsRateAndTheQueue() {
        // 1,000 lines of 100 tokens that use twice what was estimated, at 1,000 tokens a second.
        Outlook alone = Outlook.of(running(0), lane(1_000, 0, true), known("hot", 200_000), NOW);
        // As much again is queued by another tenant.
        Outlook shared = Outlook.of(running(0), lane(1_000, 0, true), known("hot", 400_000), NOW);

        assertThat(alone.estimate()).contains(Duration.ofSeconds(200));
        assertThat(alone.fitsWindow()).contains(true);
        assertThat(shared.estimate()).contains(Duration.ofSeconds(400));
        assertThat(shared.fitsWindow()).contains(false);
    }

    @Test
    @Tag("batches.estimate")
    void shouldEstimateNothingWhenNothingIsKnown() {
        Surroundings unmeasured = Surroundings.of(
                List.of(new ModelPace("m", 0, 0, 1, 0, 0, 0, 0, NOW)), List.of(report("hot")), List.of());

        Outlook outlook = Outlook.of(running(0), lane(1_000, 0, true), unmeasured, NOW);

        assertThat(outlook.estimate()).isEmpty();
        assertThat(outlook.fitsWindow()).isEmpty();
    }

    @Test
    void shouldSayNothingOfABatchThatIsValidatingOrEnding() {
        for (BatchState state : List.of(
                new BatchState.Validating(), new BatchState.Cancelling(Optional.of(STARTED), Optional.empty(), NOW))) {
            assertThat(Outlook.of(batch(state, 0, Optional.empty()), List.of(), known("hot", 0), NOW))
                    .isEqualTo(Outlook.NONE);
        }
    }

    private static Surroundings known(String state, double queuedTokens) {
        return Surroundings.of(List.of(pace(queuedTokens)), List.of(report(state)), List.of());
    }

    private static ModelPace pace(double queuedTokens) {
        return new ModelPace("m", 10, 1_000, 2, 0, queuedTokens, 2, 0, NOW);
    }

    private static RouteReport report(String state) {
        return new RouteReport("m", "lab", "m", state, NOW, "", Optional.empty(), 8, 0);
    }

    private static List<LaneProgress> lane(int lines, int published, boolean admitted) {
        return List.of(new LaneProgress(
                new BatchId("batch_1"), "m", lines, lines * 100L, published, published * 100L, admitted));
    }

    private static Batch running(int completed) {
        return batch(completed, Optional.empty());
    }

    private static Batch batch(int completed, Optional<Instant> pausedAt) {
        return batch(new BatchState.InProgress(Optional.of(STARTED)), completed, pausedAt);
    }

    private static Batch batch(BatchState state, int completed, Optional<Instant> pausedAt) {
        return new Batch(
                new BatchId("batch_1"),
                new TenantId("t"),
                new BatchRequest(
                        "/v1/chat/completions",
                        new FileId("file-1"),
                        "5m",
                        Duration.ofMinutes(5),
                        Optional.empty(),
                        Optional.empty()),
                STARTED,
                NOW.plusSeconds(300),
                Optional.of("m"),
                state,
                new RequestCounts(1_000, completed, 0),
                TokenCounts.NONE,
                Pace.NONE,
                new Standing(Priority.NORMAL, pausedAt),
                List.of());
    }
}
