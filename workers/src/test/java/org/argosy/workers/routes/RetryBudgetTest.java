package org.argosy.workers.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.argosy.workers.testing.ManualClock;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final ManualClock clock = new ManualClock();
    private final RetryBudget budget = new RetryBudget(clock::nanos);

    @Test
    void shouldAllowAFifthOfTheRequestsToBeRepeats() {
        empty();
        for (int i = 0; i < 100; i++) {
            budget.sent();
        }

        assertThat(empty()).isEqualTo(20);
        assertThat(budget.isEmpty()).isTrue();
    }

    @Test
    void shouldAllowAFewEachSecondWhenNothingElseIsSent() {
        empty();
        clock.advance(Duration.ofSeconds(4));

        assertThat(empty()).isEqualTo(20);
    }

    @Test
    void shouldSaveUpNoMoreThanABurst() {
        clock.advance(Duration.ofHours(1));

        assertThat(empty()).isEqualTo(100);
    }

    @Test
    void shouldTakeBackWhatWasNotSent() {
        empty();
        budget.giveBack();

        assertThat(budget.available()).isEqualTo(1);
        assertThat(empty()).isEqualTo(1);
    }

    private int empty() {
        int repeats = 0;
        while (budget.tryRepeat()) {
            repeats++;
        }
        return repeats;
    }
}
