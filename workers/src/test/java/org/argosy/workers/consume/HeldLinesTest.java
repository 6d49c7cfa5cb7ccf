package org.argosy.workers.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.argosy.workers.forward.Line;
import org.argosy.workers.testing.WorkLines;
import org.junit.jupiter.api.Test;

class HeldLinesTest {

    private final HeldLines held = new HeldLines();

    @Test
    void shouldLeaveOutACopyOfALineThatIsHeld() {
        Taken first = taken(1, 10);
        assertThat(held.add(first, _ -> true)).isTrue();

        assertThat(held.add(taken(1, 99), first::equals)).isFalse();
        assertThat(held.add(taken(2, 100), _ -> true)).isTrue();
        assertThat(held.size()).isEqualTo(2);
    }

    @Test
    void shouldTakeALineAgainWhenItHasEnded() {
        Taken first = taken(1, 10);
        held.add(first, _ -> true);
        held.remove(first);

        assertThat(held.add(taken(1, 99), _ -> true)).isTrue();
    }

    @Test
    void shouldTakeALineAgainWhenItsFirstCopyIsNotItsOwnToCommitAnyMore() {
        Taken first = taken(1, 10);
        held.add(first, _ -> true);
        Taken again = taken(1, 10);

        assertThat(held.add(again, _ -> false)).isTrue();
        held.remove(first);

        assertThat(held.size()).as("the second one is held").isEqualTo(1);
    }

    private static Taken taken(int line, long offset) {
        return new Taken(
                new TopicPartition("work", 0),
                offset,
                new OffsetTracker(CompletedOffsets.none(offset)),
                Line.of(WorkLines.item("batch_1", "m", line, "{}", Instant.EPOCH)));
    }
}
