package org.argosy.workers.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.testing.ManualClock;
import org.junit.jupiter.api.Test;

class ModelWatchTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final ManualClock clock = new ManualClock();
    private final ModelWatch watch = new ModelWatch(clock, true, _ -> Duration.ZERO, MINUTE);

    @Test
    void shouldLetNobodyInAnyMoreWhenTheWorkerStops() throws Exception {
        assertThat(watch.enter()).isZero();
        CompletableFuture<Duration> second = waits();

        watch.stopSending();

        await().atMost(LONG).until(second::isDone);
        assertThat(second.join()).isEqualTo(MINUTE);
    }

    @Test
    void shouldLetAllInWhenAnotherWorkerFoundTheModelHot() throws Exception {
        assertThat(watch.enter()).isZero();
        CompletableFuture<Duration> second = waits();

        watch.told(true);

        await().atMost(LONG).until(second::isDone);
        assertThat(second.join()).isZero();
        assertThat(watch.status().state()).isEqualTo(ModelState.HOT);
    }

    @Test
    void shouldBelieveThatAModelIsColdUnlessItWasJustServed() throws Exception {
        watch.heard(new Reply.Refused(429, Optional.empty()));
        clock.advance(MINUTE);
        watch.heard(new Reply.Final(new HttpAnswer(200, "request-1", new AnswerBody.Inline(new byte[0]), null)));
        watch.told(false);
        assertThat(watch.status().state()).isEqualTo(ModelState.HOT);
        clock.advance(MINUTE);

        watch.told(false);

        assertThat(watch.status().state()).isEqualTo(ModelState.COLD);
    }

    @Test
    void shouldWaitForItsTurn() throws Exception {
        Duration turn = Duration.ofSeconds(17);

        assertThat(new ModelWatch(clock, true, _ -> turn, MINUTE).enter()).isEqualTo(turn);
        assertThat(new ModelWatch(clock, false, _ -> turn, MINUTE).enter()).isZero();
    }

    @Test
    void shouldAskAColdModelByTurnsWhereNoneIsColdAtFirst() throws Exception {
        Duration turn = Duration.ofSeconds(17);
        ModelWatch warm = new ModelWatch(clock, false, _ -> turn, MINUTE);

        warm.heard(new Reply.Cold("the model is starting", MINUTE));

        assertThat(warm.enter()).isEqualTo(turn);
    }

    private CompletableFuture<Duration> waits() {
        CompletableFuture<Duration> entered = new CompletableFuture<>();
        Thread line = Thread.ofVirtual().start(() -> {
            try {
                entered.complete(watch.enter());
            } catch (InterruptedException e) {
                entered.completeExceptionally(e);
            }
        });
        await().atMost(LONG).until(() -> line.getState() == Thread.State.TIMED_WAITING);
        return entered;
    }
}
