package org.argosy.dispatcher.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.argosy.storage.Segment;
import org.junit.jupiter.api.Test;

class EvenRunTest {

    @Test
    void shouldChooseTheRunOfLikeSizesAndOfThoseTheSmaller() {
        assertThat(EvenRun.of(segments(100, 2, 2, 2, 100, 100, 100, 1), 3))
                .extracting(Segment::ordinal)
                .containsExactly(1, 2, 3);
        assertThat(EvenRun.of(segments(100, 1, 1, 90, 100, 100), 3))
                .extracting(Segment::ordinal)
                .containsExactly(3, 4, 5);
        assertThat(EvenRun.of(segments(5, 5, 5, 5), 2))
                .extracting(Segment::ordinal)
                .containsExactly(0, 1);
        assertThat(EvenRun.of(segments(5, 4, 3), 3)).hasSize(3);
        assertThat(EvenRun.of(segments(0, 0, 0), 2)).hasSize(2);
    }

    @Test
    void shouldCopyEachByteOnlyAFewTimesWhenAFileGrowsForLong() {
        int max = 200;
        int fanIn = 50;
        List<Segment> segments = new ArrayList<>();
        long copied = 0;
        int added = 30_000;
        for (int i = 0; i < added; i++) {
            segments.add(new Segment(i, "key" + i, 10, 1));
            if (segments.size() > max) {
                List<Segment> run = EvenRun.of(segments, fanIn);
                long bytes = run.stream().mapToLong(Segment::bytes).sum();
                copied += bytes;
                int at = segments.indexOf(run.getFirst());
                segments.subList(at, at + fanIn).clear();
                segments.add(at, new Segment(run.getFirst().ordinal(), "merged" + i, bytes, fanIn));
            }
        }

        assertThat(segments).hasSizeLessThanOrEqualTo(max);
        assertThat(copied / (added * 10.0)).isLessThan(3);
    }

    private static List<Segment> segments(long... bytes) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            segments.add(new Segment(i, "key" + i, bytes[i], 1));
        }
        return segments;
    }
}
