package org.argosy.workers.permits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.argosy.workers.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateBudgetTest {

    private static final int MANY = 10_000;

    private final ManualClock clock = new ManualClock();

    @Test
    void shouldKeepToRequestsPerSecond() {
        PermitPool pool = pool(OptionalDouble.of(10), OptionalLong.empty());
        int sent = sentIn(pool, Duration.ofSeconds(60), 0);

        assertThat(sent).isBetween(600, 611);
        assertThat(pool.deniedByBudget()).isPositive();
        assertThat(pool.open()).isZero();
    }

    @Test
    void shouldKeepToLessThanOneRequestPerSecond() {
        assertThat(sentIn(pool(OptionalDouble.of(0.25), OptionalLong.empty()), Duration.ofSeconds(400), 0))
                .isBetween(100, 102);
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 500, 5_000, 40_000})
    void shouldKeepToTokensPerMinuteWhateverARequestTakes(int tokens) {
        PermitPool pool = pool(OptionalDouble.empty(), OptionalLong.of(60_000));
        long sent = sentIn(pool, Duration.ofMinutes(20), tokens);

        assertThat(sent * tokens).isBetween(1_100_000L, 1_220_000L + 2L * tokens);
    }

    @Test
    void shouldShareEquallyWhenSeveralWorkersServe() {
        PermitPool pool = pool(OptionalDouble.of(9), OptionalLong.empty());
        pool.share(MANY, MANY, 1.0 / 3);
        assertThat(pool.limit()).isEqualTo(MANY);
        assertThat(sentIn(pool, Duration.ofSeconds(100), 0)).isBetween(297, 306);

        pool.share(MANY, MANY, 1);
        assertThat(sentIn(pool, Duration.ofSeconds(100), 0)).isBetween(890, 912);
    }

    @Test
    void shouldShareTheCap() {
        PermitPool pool = new PermitPool(new AdaptiveLimit(64, 64), clock::nanos);
        pool.share(16, 16, 1);
        assertThat(pool.limit()).isEqualTo(16);

        pool.share(32, 2, 1);
        assertThat(pool.limit()).isEqualTo(2);
    }

    @Test
    void shouldGiveNothingWhileOthersHaveItAll() {
        PermitPool pool = new PermitPool(
                new FixedLimit(MANY),
                new RateBudget(OptionalDouble.of(9), OptionalLong.empty(), clock::nanos),
                clock::nanos);
        pool.share(MANY, MANY, 0);
        assertThat(pool.tryAcquire()).isNull();

        pool.share(MANY, 0, 1);
        assertThat(pool.tryAcquire()).isNull();
        pool.share(MANY, 1, 1);

        assertThat(pool.tryAcquire()).isNotNull();
        assertThat(pool.tryAcquire()).isNull();
    }

    @Test
    void shouldGiveBackWhatARefusedRequestReserved() {
        PermitPool pool = pool(OptionalDouble.empty(), OptionalLong.of(6_000));
        for (int i = 0; i < 1_000; i++) {
            Permit permit = Objects.requireNonNull(pool.tryAcquire());
            permit.release(Feedback.REFUSED);
        }
    }

    @Test
    void shouldRefuseNonsense() {
        assertThatIllegalArgumentException().isThrownBy(() -> pool(OptionalDouble.of(0), OptionalLong.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> pool(OptionalDouble.empty(), OptionalLong.of(-1)));
    }

    private int sentIn(PermitPool pool, Duration time, int tokens) {
        int sent = 0;
        long end = clock.nanos() + time.toNanos();
        while (clock.nanos() < end) {
            Permit permit = pool.tryAcquire();
            if (permit == null) {
                clock.advance(Duration.ofMillis(20));
            } else {
                sent++;
                permit.release(new Feedback.Served(1, tokens));
            }
        }
        return sent;
    }

    private PermitPool pool(OptionalDouble requestsPerSecond, OptionalLong tokensPerMinute) {
        return new PermitPool(
                new FixedLimit(MANY), new RateBudget(requestsPerSecond, tokensPerMinute, clock::nanos), clock::nanos);
    }
}
