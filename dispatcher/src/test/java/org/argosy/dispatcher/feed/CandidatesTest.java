package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.FileId;
import org.argosy.storage.Priority;
import org.argosy.storage.TenantId;
import org.junit.jupiter.api.Test;

class CandidatesTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void shouldCorrectALaneByWhatItsOwnLinesUsed() {
        Candidates candidates = new Candidates(new ModelMemory(), FeedShares.defaults(), _ -> 1);
        List<FeedLane> lanes = List.of(lane("dear", 400_000_000), lane("cheap", 50_000_000));

        candidates.learn(lanes);

        assertThat(candidates.of(lanes, NOW).get(0).tokens()).isCloseTo(400_000_000, withinPercentage(1));
        assertThat(candidates.of(lanes, NOW).get(1).tokens()).isCloseTo(50_000_000, withinPercentage(1));
    }

    /** Half published and half to publish, at an estimated 100,000,000 tokens each. */
    private static FeedLane lane(String batch, long usedTokens) {
        return new FeedLane(
                new BatchId(batch),
                new TenantId("t"),
                "m",
                "/v1/chat/completions",
                new FileId("file-1"),
                NOW.plus(Duration.ofDays(1)),
                2_000,
                200_000_000,
                1_000,
                100_000_000,
                1_000,
                Priority.NORMAL,
                1_000,
                0,
                usedTokens);
    }
}
