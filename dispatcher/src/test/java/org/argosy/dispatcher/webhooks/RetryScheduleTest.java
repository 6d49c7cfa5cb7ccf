package org.argosy.dispatcher.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant EVENT = Instant.parse("2026-03-01T12:00:00Z");
    private final RetrySchedule schedule = new RetrySchedule(Duration.ofDays(3));

    @Test
    @Tag("webhooks.retries")
    void shouldTrySoonThenHourlyForThreeDays() {
        List<Duration> pauses = new ArrayList<>();
        Instant now = EVENT;
        Optional<Instant> next = schedule.next(1, EVENT, now);
        while (next.isPresent()) {
            pauses.add(Duration.between(now, next.get()));
            now = next.get();
            next = schedule.next(pauses.size() + 1, EVENT, now);
        }

        assertThat(pauses.subList(0, 7))
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
        assertThat(pauses.subList(5, pauses.size())).containsOnly(Duration.ofHours(1));
        assertThat(Duration.between(EVENT, now)).isBetween(Duration.ofHours(71), Duration.ofDays(3));
    }

    @Test
    void shouldGiveUpWhenTheNextTryWouldBeTooLate() {
        assertThat(schedule.next(1, EVENT, EVENT.plus(Duration.ofDays(3)))).isEmpty();
    }
}
