package org.argosy.workers.permits;

import java.util.concurrent.TimeUnit;

/**
 * Finds how many requests a backend can use, whether it refuses what is too much or queues it, by climbing the hill of
 * goodput: tokens per second are measured at a level of permits and then at another, and a level is kept when it pays
 * ({@link HillClimb}).
 *
 * <p>It starts with a few permits and takes the first answers for its first measurement. More permits come one by one, each
 * with a request that was served, so that a backend that refuses stops the growth after very few refusals; then the limit
 * stays just below where it was refused and looks again later. A timeout or a failed connect halves it, once a round trip.
 *
 * <p>That a level pays means: a tenth more permits bring at least a fiftieth more tokens per second. A continuous-batching
 * server slows down a little with each request that it takes; the gradient of latency alone would stop far too early.
 */
public final class AdaptiveLimit implements ConcurrencyLimit {

    /** Permits at the start, when nothing is known of the backend. */
    public static final int FIRST = 4;

    private static final int WARM = 32;
    private static final long WARM_UP_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PATIENT = 64;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long SLOW_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int FEW = 16;
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int ENOUGH = 32;
    private static final long LONG = TimeUnit.SECONDS.toNanos(1);

    private final int configuredCap;
    private final int first;
    private final GoodputWindow window = new GoodputWindow();
    private final HillClimb hill = new HillClimb();
    private final RefusalBrake brake = new RefusalBrake();
    private FirstAnswers firstAnswers = new FirstAnswers();

    private boolean isWarm;
    private long warmedAt = Long.MIN_VALUE / 2;
    private int cap;
    private int permits;
    private int goal;

    /** Starts with {@link #FIRST} permits. */
    public AdaptiveLimit(int cap) {
        this(FIRST, cap);
    }

    /**
     * @param first permits at the start
     * @param cap never more permits than this
     */
    public AdaptiveLimit(int first, int cap) {
        if (cap < 1 || first < 1) {
            throw new IllegalArgumentException("permits must be at least 1, not " + first + " up to " + cap);
        }
        this.configuredCap = cap;
        this.cap = cap;
        this.first = Math.min(first, cap);
        this.permits = this.first;
        this.goal = permits;
    }

    @Override
    public int permits() {
        return permits;
    }

    @Override
    public void acquired(long now, int open) {
        window.openChanged(now, open);
    }

    @Override
    public void starved(long now, int open) {
        int warm = Math.min(WARM, cap);
        if (!isWarm && now - warmedAt >= WARM_UP_PAUSE) {
            warmedAt = now;
            if (permits >= warm) {
                isWarm = true;
                window.restart(now, open);
            } else {
                permits = Math.min(permits * 2, warm);
                goal = permits;
            }
        } else if (isWarm
                && hill.isNew()
                && permits < Math.min(PATIENT, cap)
                && now - warmedAt >= (permits == warm ? PATIENCE : SLOW_PAUSE)) {
            // Answers take long: as many as no server minds are asked for without waiting for a measurement.
            warmedAt = now;
            permits++;
            goal = permits;
            window.restart(now, open);
        }
    }

    @Override
    public void released(long now, int open, long acquiredAt, Feedback feedback) {
        if (open >= permits) {
            window.restart(now, open);
        } else {
            window.openChanged(now, open);
        }
        switch (feedback) {
            case Feedback.Served served -> served(now, open, acquiredAt, served.tokens());
            case Feedback.Refused _ -> cut(brake.refused(now, Math.min(permits, open + 1)), now, open);
            case Feedback.Overloaded _ -> cut(brake.overloaded(now, permits), now, open);
            case Feedback.Neutral _ -> {}
        }
    }

    @Override
    public void reset(long now) {
        permits = Math.min(permits, first);
        goal = permits;
        isWarm = false;
        warmedAt = now;
        firstAnswers = new FirstAnswers();
        hill.restart();
        brake.reset();
    }

    @Override
    public void congested(long now) {
        cut(brake.congested(now, permits), now, permits);
    }

    @Override
    public void cap(int most) {
        cap = Math.clamp(most, 1, configuredCap);
        permits = Math.min(permits, cap);
        goal = Math.min(goal, cap);
    }

    private void served(long now, int open, long acquiredAt, long tokens) {
        brake.roundTrip(now - acquiredAt);
        window.served(acquiredAt, now, tokens);
        if (!isWarm) {
            return;
        }
        boolean isUsed = open + 1 >= permits;
        if (hill.isNew()) {
            firstAnswers.add(now - acquiredAt, tokens);
            if (isUsed && firstAnswers.count() >= FEW) {
                measured(firstAnswers.goodput(permits), firstAnswers.slowness());
            }
        } else if (permits < goal) {
            if (isUsed && ++permits == goal) {
                window.restart(now, open);
            }
        } else if (isMeasured(now)) {
            if (!window.saturated(permits)) {
                window.restart(now, open);
            } else if (!hill.wantsLongerLook(permits, window.goodput())) {
                measured(window.goodput(), window.slowness());
                window.restart(now, open);
            }
        }
    }

    private boolean isMeasured(long now) {
        return hill.isClimbing()
                ? window.full(now, permits, FEW, SHORT, hill.looks())
                : window.full(now, permits, ENOUGH, LONG, hill.looks());
    }

    private void measured(double goodput, double slowness) {
        brake.measured();
        goal = Math.min(cap, hill.measured(permits, Math.min(cap, brake.ceiling() - 1), goodput, slowness));
        permits = Math.min(permits, goal);
    }

    private void cut(int target, long now, int open) {
        if (hill.cut(target < permits)) {
            isWarm = true;
            permits = Math.min(permits, target);
            goal = permits;
            window.restart(now, open);
        }
    }
}
