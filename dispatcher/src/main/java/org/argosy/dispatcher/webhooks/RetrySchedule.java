package org.argosy.dispatcher.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a delivery that failed is tried again: soon at first, then hourly, until the event is too old. Immutable.
 *
 * @param lifetime how long after the event tries go on
 */
record RetrySchedule(Duration lifetime) {

    private static final List<Duration> FIRST = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30));
    private static final Duration THEN = Duration.ofHours(1);

    /**
     * @param failed the number of the try that failed, from 1
     * @return empty when it was the last
     */
    Optional<Instant> next(int failed, Instant event, Instant now) {
        Instant next = now.plus(failed <= FIRST.size() ? FIRST.get(failed - 1) : THEN);
        return next.isAfter(event.plus(lifetime)) ? Optional.empty() : Optional.of(next);
    }
}
