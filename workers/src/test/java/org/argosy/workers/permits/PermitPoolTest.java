package org.argosy.workers.permits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.argosy.workers.testing.ManualClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermitPoolTest {

    private final ManualClock clock = new ManualClock();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void shouldShareEquallyAmongModelsThatWantMoreWhoeverAsksFirst(int permits) {
        PermitPool pool = new PermitPool(new FixedLimit(permits), clock::nanos);
        Deque<Permit> open = new ArrayDeque<>();
        int eager = 0;
        int slow = 0;
        for (int i = 0; i < 2_000; i++) {
            clock.advance(Duration.ofMillis(1));
            if (open.size() == permits) {
                open.remove().release(Feedback.NEUTRAL);
            }
            for (@Nullable Permit permit = pool.tryAcquire("eager");
                    permit != null;
                    permit = pool.tryAcquire("eager")) {
                open.add(permit);
                eager++;
            }
            @Nullable Permit permit = pool.tryAcquire("slow");
            if (permit != null) {
                open.add(permit);
                slow++;
            }
        }
        assertThat(open).hasSize(permits);
        assertThat(Math.abs(eager - slow)).isLessThanOrEqualTo(permits + 100);
    }

    @Test
    void shouldGiveAllToOneWhenTheOtherWantsNothingAnyMore() {
        PermitPool pool = new PermitPool(new FixedLimit(4), clock::nanos);
        Permit first = Objects.requireNonNull(pool.tryAcquire("one"));
        for (int i = 0; i < 3; i++) {
            assertThat(pool.tryAcquire("one")).isNotNull();
        }
        assertThat(pool.tryAcquire("other")).isNull();
        first.release(Feedback.NEUTRAL);
        assertThat(pool.tryAcquire("one")).as("it is the other's turn").isNull();

        clock.advance(Duration.ofSeconds(1));

        assertThat(pool.tryAcquire("one")).isNotNull();
    }
}
