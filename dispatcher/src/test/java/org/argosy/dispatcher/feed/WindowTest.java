package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long MILLI = 1_000_000;

    private final Window window = new Window(new WindowSettings(64, 8, 2, Duration.ofSeconds(1)));

    @Test
    void shouldBeTwiceThePermitsWhenLinesFinishSlowly() {
        observe(0, 10, 20);

        assertThat(window.lines(OptionalInt.of(100))).isEqualTo(200);
    }

    @Test
    void shouldHaveAFloorWhenNobodyTellsOfPermits() {
        assertThat(window.lines(OptionalInt.empty())).isEqualTo(64);
        assertThat(window.lines(OptionalInt.of(1))).isEqualTo(8);
    }

    @Test
    void shouldFollowTheRateWhenLinesFinishFast() {
        observe(0, 1_000, 2_000, 3_000, 4_000);

        assertThat(window.lines(OptionalInt.of(16))).isEqualTo(4_000);
    }

    @Test
    void shouldStartOverWhenTheTopicWasMadeAnew() {
        observe(50_000, 60_000, 5);

        assertThat(window.rate()).isZero();
    }

    /** Counts of finished lines, a quarter of a second apart. */
    private void observe(long... finished) {
        for (int i = 0; i < finished.length; i++) {
            window.observe(finished[i], i * 250L * MILLI);
        }
    }
}
