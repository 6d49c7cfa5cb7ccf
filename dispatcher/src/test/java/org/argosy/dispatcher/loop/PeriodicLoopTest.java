package org.argosy.dispatcher.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeriodicLoopTest {

    @Test
    void shouldGoOnWhenRoundsFail() {
        AtomicInteger rounds = new AtomicInteger();
        try (PeriodicLoop loop = new PeriodicLoop("test-loop", Duration.ofMillis(1), () -> {
            if (rounds.incrementAndGet() <= 2) {
                throw new IllegalStateException("away");
            }
        })) {
            loop.start();
            await().until(() -> rounds.get() > 5);
        }
    }

    @Test
    void shouldInterruptTheRoundWhenItIsClosed() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        PeriodicLoop loop = new PeriodicLoop("test-loop", Duration.ZERO, () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        loop.start();
        begun.await();

        loop.close();

        assertThat(interrupted).isTrue();
        assertThat(loop.stopping()).isTrue();
    }

    @Test
    void shouldCloseWhenItWasNeverStarted() {
        PeriodicLoop loop = new PeriodicLoop("test-loop", Duration.ofDays(1), () -> {});
        loop.close();

        assertThat(loop.stopping()).isTrue();
    }
}
