package org.argosy.workers.permits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The convergence of the limit, in virtual time, for many seeds and for backends of different speed. */
class AdaptiveLimitTest {

    private static final int FIRST = 4;
    private static final int CAP = 2_000;
    private static final int SLOTS = 64;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int SEEDS = 40;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Answers of 0.7 s and of 0.15 s in the mean. */
    static Stream<Arguments> backends() {
        return Stream.of(4.0, 20.0)
                .flatMap(
                        speed -> Stream.iterate(1L, seed -> seed + 1).limit(20).map(seed -> Arguments.of(seed, speed)));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void shouldKeepAQueueingBackendBusyWithFewWaitingAfterAMinute(long seed, double speed) {
        QueueingBackend backend = new QueueingBackend(seed, limit(), SLOTS, NEVER, speed);
        backend.run(MINUTE);
        assertThat(backend.maxOpen()).as("while it starts").isLessThanOrEqualTo(2 * SLOTS);
        backend.mark();
        backend.run(MINUTE.multipliedBy(3));

        assertThat(backend.utilisation()).isGreaterThanOrEqualTo(0.95);
        assertThat(backend.maxOpen()).isLessThanOrEqualTo(SLOTS * 3 / 2);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void shouldFollowWhenSlotsHalveAndDouble(long seed, double speed) {
        QueueingBackend backend = new QueueingBackend(seed, limit(), SLOTS, NEVER, speed);
        backend.run(MINUTE);
        for (int slots : new int[] {SLOTS / 2, SLOTS, 2 * SLOTS, SLOTS}) {
            backend.slots(slots);
            backend.run(MINUTE.multipliedBy(2));
            backend.mark();
            backend.run(MINUTE);

            assertThat(backend.utilisation()).as("busy with %s slots", slots).isGreaterThanOrEqualTo(0.9);
            assertThat(backend.averageOpen()).as("open with %s slots", slots).isLessThanOrEqualTo(1.5 * slots);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void shouldHardlyEverBeRefusedByABackendThatRefuses(long seed, double speed) {
        QueueingBackend backend = new QueueingBackend(seed, limit(), SLOTS, SLOTS, speed);
        backend.run(MINUTE);
        assertThat(backend.refusedShare()).isLessThan(0.02);
        backend.mark();
        backend.run(MINUTE);

        assertThat(backend.utilisation()).isGreaterThanOrEqualTo(0.95);
        assertThat(backend.refusedShare()).isLessThan(0.02);
    }

    @Test
    void shouldFindAPlateauWhenAnswersTakeSeconds() {
        for (long seed = 1; seed <= 20; seed++) {
            QueueingBackend backend = new QueueingBackend(seed, limit(), SLOTS, NEVER, 1);
            backend.run(MINUTE.multipliedBy(2));
            backend.mark();
            backend.run(MINUTE.multipliedBy(5));

            assertThat(backend.utilisation()).as("seed %s", seed).isGreaterThanOrEqualTo(0.95);
            assertThat(backend.averageOpen()).as("seed %s", seed).isLessThanOrEqualTo(1.5 * SLOTS);
        }
    }

    @Test
    void shouldLoseLittleWhileItStarts() {
        double busy = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            QueueingBackend backend = new QueueingBackend(seed, limit(), SLOTS, NEVER, 2.9);
            backend.run(MINUTE.dividedBy(2));
            busy += backend.utilisation() / SEEDS;
        }
        assertThat(busy).isGreaterThanOrEqualTo(0.94);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2.9, 20})
    void shouldNotBeLedAstrayByABackendThatIsUneven(double speed) {
        double busy = 0;
        double open = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            QueueingBackend backend = new QueueingBackend(seed, limit(), SLOTS, NEVER, speed, 0.2);
            backend.run(MINUTE);
            backend.mark();
            backend.run(MINUTE.multipliedBy(4));
            busy += backend.utilisation() / SEEDS;
            open += backend.averageOpen() / SEEDS;
        }
        assertThat(busy).isGreaterThanOrEqualTo(0.94);
        assertThat(open).isLessThanOrEqualTo(1.5 * SLOTS);
    }

    @Test
    void shouldNotWaitForMeasurementsToAskForAFewWhenAnswersTakeMinutes() {
        QueueingBackend backend = new QueueingBackend(1, limit(), 1_000, NEVER, 0.01);
        backend.run(MINUTE);

        assertThat(backend.limit()).isEqualTo(64);
    }

    @Test
    void shouldNeverGoBeyondItsCap() {
        QueueingBackend backend = new QueueingBackend(1, new AdaptiveLimit(24), SLOTS, NEVER, 20);
        backend.run(MINUTE);

        assertThat(backend.maxOpen()).isEqualTo(24);
        assertThat(backend.limit()).isBetween(19, 24);
    }

    @Test
    void shouldHalveOnceARoundTripWhenTheBackendIsTooSlow() {
        AdaptiveLimit limit = new AdaptiveLimit(64, CAP);
        long now = Duration.ofSeconds(10).toNanos();
        for (int i = 0; i < 20; i++) {
            limit.released(now, 63, now - Duration.ofMillis(500).toNanos(), Feedback.OVERLOADED);
        }
        assertThat(limit.permits()).isEqualTo(32);

        limit.released(now + Duration.ofSeconds(2).toNanos(), 31, now, Feedback.OVERLOADED);

        assertThat(limit.permits()).isEqualTo(16);
    }

    @Test
    void shouldGiveBackOnePermitForARefusalAndHalfOfThemAtMostInARoundTrip() {
        AdaptiveLimit limit = new AdaptiveLimit(64, CAP);
        long now = Duration.ofSeconds(10).toNanos();
        limit.released(now, 63, now, Feedback.REFUSED);
        assertThat(limit.permits()).isEqualTo(63);

        for (int open = 62; open > 0; open--) {
            limit.released(now, open, now, Feedback.REFUSED);
        }

        assertThat(limit.permits()).isEqualTo(32);
    }

    @Test
    void shouldStartSlowlyAgainWhenTheBackendWasAway() {
        AdaptiveLimit limit = new AdaptiveLimit(FIRST, CAP);
        QueueingBackend backend = new QueueingBackend(1, limit, SLOTS, NEVER, 20);
        backend.run(MINUTE);

        limit.reset(0);

        assertThat(limit.permits()).isEqualTo(FIRST);
    }

    private static AdaptiveLimit limit() {
        return new AdaptiveLimit(FIRST, CAP);
    }
}
