package org.argosy.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private final ByteBudget budget = new ByteBudget(100);

    @Test
    void shouldGivePartsInTheOrderInWhichTheyWereAskedFor() throws InterruptedException {
        ByteBudget.Share first = budget.ask(60);
        ByteBudget.Share large = budget.ask(90);
        ByteBudget.Share small = budget.ask(10);
        assertThat(given(first)).isTrue();
        assertThat(given(large)).isFalse();
        assertThat(given(small)).isFalse();

        first.release();

        assertThat(given(large)).isTrue();
        assertThat(given(small)).isTrue();
    }

    @Test
    void shouldGoOnWhenSomebodyNoLongerWaits() throws InterruptedException {
        ByteBudget.Share first = budget.ask(60);
        ByteBudget.Share large = budget.ask(1_000);
        ByteBudget.Share small = budget.ask(40);

        large.release();
        assertThat(given(small)).isTrue();

        first.release();
        small.release();
        assertThat(given(budget.ask(1_000))).isTrue();
        assertThat(given(budget.ask(1))).isFalse();
    }

    private static boolean given(ByteBudget.Share share) throws InterruptedException {
        return share.await(Duration.ZERO);
    }
}
