package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class ServiceRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final ServiceRate rate = new ServiceRate();

    @Test
    void shouldMeasureASlowModelWhichATwoSecondWindowWouldMiss() {
        for (int s = 0; s <= 60; s++) {
            rate.observe(s / 10, s * SECOND);
        }

        assertThat(rate.linesPerSecond()).isCloseTo(0.1, withinPercentage(5));
    }

    @Test
    void shouldKnowNothingAtFirst() {
        rate.observe(1_000, SECOND);
        rate.observe(2_000, 2 * SECOND);

        assertThat(rate.linesPerSecond()).isZero();
    }

    @Test
    void shouldKeepTheLastRateOverARest() {
        for (int s = 0; s <= 10; s++) {
            rate.observe(s * 5L, s * SECOND);
        }
        rate.rest();
        rate.observe(50, 1_000 * SECOND);

        assertThat(rate.linesPerSecond()).isCloseTo(5, withinPercentage(1));
    }

    @Test
    void shouldFollowTheLastMinute() {
        for (int s = 0; s <= 60; s++) {
            rate.observe(s * 5L, s * SECOND);
        }
        for (int s = 61; s <= 125; s++) {
            rate.observe(300 + (s - 60) * 50L, s * SECOND);
        }

        assertThat(rate.linesPerSecond()).isCloseTo(50, withinPercentage(5));
    }
}
