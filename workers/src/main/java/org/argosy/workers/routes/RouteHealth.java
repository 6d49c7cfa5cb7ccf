package org.argosy.workers.routes;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.argosy.workers.clusters.Cluster;
import org.argosy.workers.clusters.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a route can be used. Failed connects and a proxy's 502 and 504 say that the cluster is gone: a few in a row open
 * the breaker, and single probes find out when it is back, so that lines wait instead of burning tries. Refused
 * credentials open it for a minute or until they change. Errors of the cluster's own (500, a broken connection, a timeout)
 * do not: those are a line's tries, and may well be the line's fault; the route is only avoided where there is another.
 *
 * <p>Safe for use by any number of threads; nothing blocks.
 */
public final class RouteHealth {

    private static final Logger LOG = LoggerFactory.getLogger(RouteHealth.class);

    private static final int FAILURES_IN_A_ROW = 5;
    private static final Duration FIRST_PROBE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PROBE_PAUSE = Duration.ofSeconds(30);
    private static final Duration DENIED_PROBE_PAUSE = Duration.ofMinutes(1);
    private static final Duration FAILING_PAUSE = Duration.ofSeconds(5);
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final long UNCHANGEABLE = -1;

    private final Clock clock;
    private final CircuitBreaker breaker;
    private final AtomicInteger errorsInARow = new AtomicInteger();
    private final LongAdder timesDown = new LongAdder();
    private final AtomicReference<Instant> tryFailingAt = new AtomicReference<>(Instant.MIN);
    private volatile Instant pausedUntil = Instant.MIN;
    private volatile long deniedVersion = UNCHANGEABLE;
    private volatile boolean cold;

    /**
     * @param name for the log
     * @param onRecovery runs when the cluster is back after it was gone
     */
    public RouteHealth(String name, Clock clock, Runnable onRecovery) {
        this.clock = clock;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindow(FAILURES_IN_A_ROW, FAILURES_IN_A_ROW, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(
                                IntervalFunction.ofExponentialRandomBackoff(FIRST_PROBE, 2.0, 0.3, LONGEST_PROBE_PAUSE))
                        .writableStackTraceEnabled(false)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            State to = event.getStateTransition().getToState();
            if (to == State.CLOSED) {
                cold = false;
                LOG.atInfo().addKeyValue("route", name).log("A route is back");
                onRecovery.run();
            } else if (event.getStateTransition().getFromState() == State.CLOSED) {
                timesDown.increment();
                LOG.atWarn().addKeyValue("route", name).log("A route is down, its lines wait or go elsewhere");
            }
        });
    }

    /** Whether requests flow freely. */
    public boolean isUp() {
        return breaker.getState() == State.CLOSED && !isPaused();
    }

    /** How often the route went down. */
    long timesDown() {
        return timesDown.sum();
    }

    /** Whether the last few requests all failed by the cluster's own errors. */
    public boolean isFailing() {
        return errorsInARow.get() >= FAILURES_IN_A_ROW;
    }

    /** Whether one request may find out if a route that only fails still does; now and then one may. */
    boolean mayTryFailing() {
        Instant now = clock.instant();
        Instant due = tryFailingAt.get();
        return !now.isBefore(due) && tryFailingAt.compareAndSet(due, now.plus(FAILING_PAUSE));
    }

    /** Sends nothing before this time. */
    public void pauseUntil(Instant until) {
        if (until.isAfter(pausedUntil)) {
            pausedUntil = until;
        }
    }

    /** Enters with one request; ends in {@link #heard} or {@link #leave}. */
    boolean tryEnter(Cluster cluster) {
        long denied = deniedVersion;
        if (denied != UNCHANGEABLE && cluster.credentialVersion() != denied) {
            deniedVersion = UNCHANGEABLE;
            if (breaker.getState() == State.OPEN) {
                breaker.transitionToHalfOpenState();
            }
        }
        return !isPaused() && breaker.tryAcquirePermission();
    }

    /** The request was not sent, or ended without a word on the route. */
    public void leave() {
        breaker.releasePermission();
    }

    /** What came of a request. */
    public void heard(Reply reply) {
        switch (reply) {
            case Reply.Final _, Reply.Refused _, Reply.TooLarge _, Reply.StoreFailed _ -> {
                errorsInARow.set(0);
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            }
            case Reply.ServerError error -> {
                errorsInARow.incrementAndGet();
                if (error.answer().status() == BAD_GATEWAY || error.answer().status() == GATEWAY_TIMEOUT) {
                    breaker.onError(0, TimeUnit.NANOSECONDS, new GoneException());
                } else {
                    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
                }
            }
            case Reply.Broken _, Reply.TimedOut _ -> {
                errorsInARow.incrementAndGet();
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            }
            case Reply.Unreachable _ -> {
                cold = false;
                breaker.onError(0, TimeUnit.NANOSECONDS, new GoneException());
            }
            case Reply.Cold starting -> {
                cold = true;
                openFor(starting.probeAfter());
            }
            case Reply.Denied denied -> {
                cold = false;
                deniedVersion = denied.credentialVersion();
                openFor(DENIED_PROBE_PAUSE);
            }
        }
    }

    /** Another worker found that the model is not cold any more. */
    public void warmed() {
        if (cold) {
            breaker.transitionToClosedState();
        }
    }

    private void openFor(Duration pause) {
        if (breaker.getState() == State.OPEN) {
            return;
        }
        breaker.transitionToOpenStateFor(pause);
    }

    private boolean isPaused() {
        return clock.instant().isBefore(pausedUntil);
    }

    /** What the breaker counts; it needs no trace. */
    private static final class GoneException extends IOException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
