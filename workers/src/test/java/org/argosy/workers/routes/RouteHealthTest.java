package org.argosy.workers.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.testing.ManualClock;
import org.argosy.workers.testing.ScriptedCluster;
import org.junit.jupiter.api.Test;

class RouteHealthTest {

    private static final Reply GOOD = new Reply.Final(answer(200));
    private static final Reply GONE = new Reply.Unreachable("connection refused");

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger recoveries = new AtomicInteger();
    private final RouteHealth health = new RouteHealth("lab/model", clock, recoveries::incrementAndGet);
    private final ScriptedCluster cluster = new ScriptedCluster("lab", _ -> GOOD);

    @Test
    void shouldStayUpWhenTheClusterFailsByItself() {
        for (int i = 0; i < 20; i++) {
            replies(new Reply.ServerError(answer(500)));
            replies(new Reply.Broken("reset"));
            replies(new Reply.TimedOut("late"));
            replies(new Reply.Refused(429, Optional.empty()));
        }

        assertThat(health.isUp()).isTrue();
    }

    @Test
    void shouldBeAvoidedWhileItOnlyFails() {
        for (int i = 0; i < 5; i++) {
            replies(new Reply.ServerError(answer(500)));
        }
        assertThat(health.isFailing()).isTrue();

        replies(GOOD);

        assertThat(health.isFailing()).isFalse();
    }

    @Test
    void shouldGoDownWhenTheClusterIsGoneAndComeBackByOneProbe() {
        goneFiveTimes();
        assertThat(health.isUp()).isFalse();
        assertThat(health.tryEnter(cluster)).isFalse();

        clock.advance(Duration.ofSeconds(2));
        assertThat(health.tryEnter(cluster)).isTrue();
        assertThat(health.tryEnter(cluster)).as("a second probe").isFalse();
        health.heard(GOOD);

        assertThat(health.isUp()).isTrue();
        assertThat(recoveries).hasValue(1);
    }

    @Test
    void shouldLetAnotherProbeInWhenOneWasNotSent() {
        goneFiveTimes();
        clock.advance(Duration.ofSeconds(2));
        assertThat(health.tryEnter(cluster)).isTrue();

        health.leave();

        assertThat(health.tryEnter(cluster)).isTrue();
    }

    @Test
    void shouldProbeMoreRarelyTheLongerItIsGoneButNeverLessThanEachHalfMinute() {
        goneFiveTimes();
        int probes = 0;
        for (int second = 0; second < 600; second++) {
            clock.advance(Duration.ofSeconds(1));
            if (health.tryEnter(cluster)) {
                probes++;
                health.heard(GONE);
            }
        }

        assertThat(probes).isBetween(15, 40);
    }

    @Test
    void shouldGoDownWhenTheProxyInFrontSaysThatNobodyIsThere() {
        for (int i = 0; i < 5; i++) {
            replies(new Reply.ServerError(answer(502)));
        }

        assertThat(health.isUp()).isFalse();
    }

    @Test
    void shouldWaitAMinuteOrForNewCredentialsWhenTheyAreRefused() {
        replies(new Reply.Denied(401, cluster.credentialVersion()));
        assertThat(health.isUp()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(health.tryEnter(cluster)).isFalse();

        cluster.changeCredentials();

        assertThat(health.tryEnter(cluster)).isTrue();
        health.heard(new Reply.Denied(401, cluster.credentialVersion()));
        assertThat(health.tryEnter(cluster)).isFalse();
        clock.advance(Duration.ofSeconds(61));
        assertThat(health.tryEnter(cluster)).isTrue();
    }

    @Test
    void shouldGoOnAtOnceWhenAnotherWorkerFoundTheModelHot() {
        replies(new Reply.Cold("offline", Duration.ofMinutes(1)));
        assertThat(health.tryEnter(cluster)).isFalse();

        health.warmed();

        assertThat(health.isUp()).isTrue();
        assertThat(health.tryEnter(cluster)).isTrue();
    }

    @Test
    void shouldStayDownWhenAModelIsHotAndItsClusterGone() {
        goneFiveTimes();

        health.warmed();

        assertThat(health.isUp()).isFalse();
    }

    @Test
    void shouldSendNothingUntilThePauseIsOver() {
        health.pauseUntil(clock.instant().plusSeconds(30));
        health.pauseUntil(clock.instant().plusSeconds(10));
        clock.advance(Duration.ofSeconds(29));
        assertThat(health.isUp()).isFalse();
        assertThat(health.tryEnter(cluster)).isFalse();

        clock.advance(Duration.ofSeconds(1));

        assertThat(health.isUp()).isTrue();
        assertThat(health.tryEnter(cluster)).isTrue();
    }

    private void goneFiveTimes() {
        for (int i = 0; i < 5; i++) {
            replies(GONE);
        }
    }

    private void replies(Reply reply) {
        assertThat(health.tryEnter(cluster)).isTrue();
        health.heard(reply);
    }

    private static HttpAnswer answer(int status) {
        return new HttpAnswer(status, "request-1", new AnswerBody.Inline(new byte[0]), null);
    }
}
