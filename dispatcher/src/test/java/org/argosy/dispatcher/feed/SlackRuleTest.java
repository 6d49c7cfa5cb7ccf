package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.FileId;
import org.argosy.storage.Priority;
import org.argosy.storage.TenantId;
import org.junit.jupiter.api.Test;

/** A model of 100 lines a second, ten tenants with much to do, and a batch with a deadline, in virtual time. */
class SlackRuleTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final int LINES_PER_SECOND = 100;
    private static final int LINE_TOKENS = 100;
    private static final BatchId LATE = new BatchId("late");

    private static final BatchId HOPELESS = new BatchId("hopeless");

    private final Map<BatchId, Integer> published = new HashMap<>();
    private int hopelessLines;

    @Test
    void shouldMissItsDeadlineUnderPlainSharing() {
        assertThat(finished(4_000, 0)).isGreaterThan(Duration.ofSeconds(200));
    }

    @Test
    void shouldMakeItsDeadlineWithinTheUrgentShare() {
        assertThat(finished(4_000, 0.5)).isLessThan(Duration.ofSeconds(200));
        int others = published.values().stream().mapToInt(Integer::intValue).sum() - 4_000;
        assertThat(others).as("the others keep their half").isGreaterThanOrEqualTo(4_000 * 9 / 10);
    }

    @Test
    void shouldNotStarveTheOthersForABatchThatCannotMakeIt() {
        finished(40_000, 0.5);

        int all = published.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(published.getOrDefault(LATE, 0) / (double) all).isLessThan(0.6);
    }

    @Test
    void shouldMakeItsDeadlineThoughABatchThatCannotHasAnEarlierOne() {
        hopelessLines = 40_000;

        assertThat(finished(4_000, 0.5)).isLessThan(Duration.ofSeconds(200));
    }

    @Test
    void shouldLeaveABatchAloneThatHasTime() {
        finished(400, 0.5);

        int others = published.values().stream().mapToInt(Integer::intValue).sum() - 400;
        assertThat(others).isGreaterThan(9 * 400);
    }

    /** When the last line of a batch is published whose window is 200 s; at most 1,000 s. */
    private Duration finished(int lines, double urgentShare) {
        FeedShares shares = new FeedShares(4_096, urgentShare, 0.75, Duration.ZERO, 0);
        ModelMemory memory = new ModelMemory();
        Candidates candidates = new Candidates(memory, shares, tenant -> 1);
        FeedScheduler scheduler = new FeedScheduler(shares);
        long total = 0;
        for (int tick = 0; tick < 1_000; tick++) {
            memory.rate().observe(total, Duration.ofSeconds(tick).toNanos());
            List<FeedLane> lanes = lanes(lines, tick);
            if (lanes.stream().noneMatch(lane -> lane.batch().equals(LATE))) {
                return Duration.ofSeconds(tick);
            }
            scheduler.sync(candidates.of(lanes, START.plusSeconds(tick)), candidates.littleTokens(lanes));
            for (int line = 0; line < LINES_PER_SECOND; line++) {
                BatchId batch = scheduler.next(false).orElseThrow().batch();
                memory.published(LINE_TOKENS);
                scheduler.charge(batch, LINE_TOKENS);
                if (published.merge(batch, 1, Integer::sum) == lines && batch.equals(LATE)) {
                    scheduler.remove(batch);
                }
                total++;
            }
        }
        return Duration.ofSeconds(1_000);
    }

    private List<FeedLane> lanes(int lines, int tick) {
        List<FeedLane> lanes = new ArrayList<>();
        for (int t = 0; t < 10; t++) {
            lanes.add(lane(new BatchId("bulk-" + t), "t" + t, 1_000_000, Duration.ofDays(7)));
        }
        if (published.getOrDefault(LATE, 0) < lines) {
            lanes.add(lane(LATE, "late", lines, Duration.ofSeconds(200)));
        }
        if (hopelessLines > 0 && tick < 150) {
            lanes.add(lane(HOPELESS, "hopeless", hopelessLines, Duration.ofSeconds(150)));
        }
        return lanes;
    }

    private FeedLane lane(BatchId batch, String tenant, int lines, Duration window) {
        int done = published.getOrDefault(batch, 0);
        return new FeedLane(
                batch,
                new TenantId(tenant),
                "m",
                "/v1/chat/completions",
                new FileId("file-1"),
                START.plus(window),
                lines,
                (long) lines * LINE_TOKENS,
                done,
                (long) done * LINE_TOKENS,
                done,
                Priority.NORMAL,
                0,
                0,
                0);
    }
}
