package org.argosy.workers.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTrackerTest {

    private static final long START = 5_000_000_000L;
    private static final int POLL = 128;

    /** What a tracker must say, found the slow way: every offset is kept. */
    private static final class Naive {

        private final TreeSet<Long> finished = new TreeSet<>();
        private final List<Long> open = new ArrayList<>();
        private long committed = START;
        private long next = START;

        void begin(long offset) {
            for (long left = next; left < offset; left++) {
                finished.add(left);
            }
            next = offset + 1;
            open.add(offset);
        }

        long committed() {
            while (finished.contains(committed)) {
                committed++;
            }
            return committed;
        }

        List<Long> beyond() {
            return List.copyOf(finished.tailSet(committed()));
        }

        /** Whoever reads this commit takes up everything else again. */
        void restart() {
            open.clear();
            next = committed();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldCommitWhatANaiveModelCommits(long seed) {
        Random random = new Random(seed);
        double completing = 0.3 + random.nextDouble() * 0.4;
        Naive naive = new Naive();
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(START));
        CompletedOffsets last = CompletedOffsets.none(START);
        for (int step = 0; step < 20_000; step++) {
            if (!naive.open.isEmpty() && random.nextDouble() < completing) {
                long offset = take(naive.open, random);
                tracker.complete(offset);
                naive.finished.add(offset);
            } else {
                long offset = naive.next + (random.nextInt(50) == 0 ? random.nextInt(40) : 0);
                boolean needed = tracker.begin(offset);
                assertThat(needed).isEqualTo(!naive.finished.contains(offset));
                naive.begin(offset);
                if (!needed) {
                    naive.open.remove(offset);
                }
            }
            if (random.nextInt(20) == 0) {
                last = tracker.committable().orElse(last);
                assertThat(last.committed()).isEqualTo(naive.committed());
                assertThat(offsets(last)).isEqualTo(naive.beyond());
                assertThat(tracker.open()).isEqualTo(naive.open.size());
            }
            if (random.nextInt(2_000) == 0) {
                last = tracker.committable().orElse(last);
                tracker = new OffsetTracker(
                        CompletedOffsets.decode(last.committed(), last.encode().orElseThrow()));
                naive.restart();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26})
    void shouldAlwaysHaveRoomForItsMetadataWhenItIsAskedBeforeEachPoll(long seed) {
        Random random = new Random(seed);
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(START));
        List<Long> open = new ArrayList<>();
        double ragged = random.nextDouble();
        long next = START;
        int polls = 0;
        for (int round = 0; round < 1_500 && tracker.hasRoomFor(POLL); round++) {
            for (int i = 0; i < POLL; i++) {
                next += random.nextInt(100) == 0 ? 5 : 1;
                assertThat(tracker.begin(next)).isTrue();
                open.add(next);
            }
            polls++;
            // The first line never ends, so nothing can be committed but in the metadata.
            for (int i = open.size() - 1; i > 0; i--) {
                if (random.nextDouble() < ragged) {
                    tracker.complete(open.remove(i));
                }
            }
            Optional<String> metadata = tracker.committable().orElseThrow().encode();
            assertThat(metadata)
                    .hasValueSatisfying(
                            text -> assertThat(text).hasSizeLessThanOrEqualTo(CompletedOffsets.MAX_METADATA_BYTES));
        }
        assertThat(polls).isGreaterThan(CompletedOffsets.SAFE_SPAN / POLL / 2);
    }

    @Test
    void shouldTakeManyLinesBehindOneStragglerWhenTheRestIsFinished() {
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(START));
        tracker.begin(START);
        long next = START + 1;
        for (int line = 0; line < 500_000; line++, next++) {
            assertThat(line % POLL != 0 || tracker.hasRoomFor(POLL)).isTrue();
            tracker.begin(next);
            tracker.complete(next);
        }
        CompletedOffsets commit = tracker.committable().orElseThrow();

        assertThat(commit.committed()).isEqualTo(START);
        assertThat(commit.count()).isEqualTo(500_000);
        assertThat(commit.encode()).isPresent();
    }

    @Test
    void shouldNotMoveTheNextOwnerWhenALineOutlivesItsAssignment() {
        OffsetTracker before = new OffsetTracker(CompletedOffsets.none(START));
        before.begin(START);
        before.begin(START + 1);
        before.complete(START + 1);
        CompletedOffsets commit = before.committable().orElseThrow();
        OffsetTracker after = new OffsetTracker(
                CompletedOffsets.decode(commit.committed(), commit.encode().orElseThrow()));

        before.complete(START);

        assertThat(after.begin(START)).isTrue();
        assertThat(after.begin(START + 1)).isFalse();
        assertThat(after.committable()).isEmpty();
        after.complete(START);
        assertThat(after.committable().orElseThrow()).isEqualTo(CompletedOffsets.none(START + 2));
    }

    @Test
    void shouldTellACommitAgainWhenItFailed() {
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(START));
        tracker.begin(START);
        tracker.complete(START);
        CompletedOffsets commit = tracker.committable().orElseThrow();
        assertThat(tracker.committable()).isEmpty();

        tracker.commitFailed();

        assertThat(tracker.committable()).contains(commit);
    }

    @Test
    void shouldRefuseWhatWouldLoseALine() {
        OffsetTracker tracker = new OffsetTracker(CompletedOffsets.none(START));
        tracker.begin(START);
        tracker.complete(START);

        assertThat(tracker.isRewound(START)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> tracker.begin(START));
        assertThatIllegalStateException().isThrownBy(() -> tracker.complete(START));
    }

    private static long take(List<Long> from, Random random) {
        int last = from.size() - 1;
        int index = random.nextInt(from.size());
        long taken = from.get(index);
        from.set(index, from.get(last));
        from.remove(last);
        return taken;
    }

    private static List<Long> offsets(CompletedOffsets commit) {
        return commit.toBitSet().stream()
                .mapToObj(bit -> commit.committed() + bit)
                .toList();
    }
}
