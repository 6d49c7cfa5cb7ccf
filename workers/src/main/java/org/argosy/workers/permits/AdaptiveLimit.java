package org.argosy.workers.permits;

import java.util.concurrent.TimeUnit;

/**
 * Finds how many requests a backend can use, whether it refuses what is too much or queues it, by climbing the hill of
 * goodput: tokens per second are measured at a level of permits and then at another, and a level is kept when it pays.
 *
 * <p>It starts with a few permits and doubles while doubling pays. The first step that does not pay shows the plateau, and
 * it goes back to as many permits as the throughput deserves. From there it probes now and then in both directions, and
 * at once when requests become slower or faster by themselves. More permits come one by one, each with a request that was
 * served, so that a backend that refuses stops the growth after very few refusals; then the limit stays just below where
 * it was refused and looks again later. A timeout or a failed connect halves it, once a round trip.
 *
 * <p>That a level pays means: a tenth more permits bring at least a fiftieth more tokens per second. A continuous-batching
 * server slows down a little with each request that it takes; the gradient of latency alone would stop far too early.
 */
public final class AdaptiveLimit implements ConcurrencyLimit {

    /** Permits at the start, when nothing is known of the backend. */
    public static final int FIRST = 4;

    private enum Phase {
        /** A few permits, before the first measurement. */
        WARM_UP,
        /** Up as long as it pays. */
        CLIMB,
        /** At a level that is good; measured all the time. */
        STEADY,
        PROBE_UP,
        PROBE_DOWN,
        /** One by one, after refusals or timeouts. */
        RECOVER
    }

    private static final int WARM = 32;
    private static final long WARM_UP_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PATIENT = 64;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long SLOW_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
    private static final double FIRST_CLIMB_STEP = 1.25;
    private static final double CLIMB_STEP = 2;
    private static final double UP_STEP = 1.2;
    private static final double DOWN_STEP = 0.8;
    private static final double SLOWER = 1.3;
    private static final double FASTER = 0.93;
    private static final int FEW = 16;
    private static final int ENOUGH = 32;

    private final int configuredCap;
    private final int first;
    private final GoodputWindow window = new GoodputWindow();
    private final GoodLevel good = new GoodLevel();
    private final ProbeSchedule schedule = new ProbeSchedule();
    private final RefusalBrake brake = new RefusalBrake();

    private Phase phase = Phase.WARM_UP;
    private int cap;
    private int permits;
    private int goal;
    private long warmedAt = Long.MIN_VALUE / 2;
    private double step = CLIMB_STEP;

    private double suspect;
    private boolean seenTwice;
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
        if (phase == Phase.WARM_UP && now - warmedAt >= WARM_UP_PAUSE) {
            warmedAt = now;
            if (permits >= warm) {
                climb(CLIMB_STEP);
                window.restart(now, open);
            } else {
                permits = Math.min(permits * 2, warm);
                goal = permits;
            }
        } else if (phase == Phase.CLIMB
                && !good.isMeasured()
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
        phase = Phase.WARM_UP;
        warmedAt = now;
        good.unmeasured(permits);
        brake.reset();
    }

    @Override
    public void congested(long now) {
        cut(brake.congested(now, permits), now, permits);
    }

    @Override
    public void share(int workers) {
        cap = Math.max(1, configuredCap / workers);
        permits = Math.min(permits, cap);
        goal = Math.min(goal, cap);
    }

    private void served(long now, int open, long acquiredAt, long tokens) {
        brake.roundTrip(now - acquiredAt);
        window.served(acquiredAt, now, tokens);
        if (phase == Phase.WARM_UP) {
            return;
        }
        if (permits < goal) {
            if (open + 1 >= permits && ++permits == goal) {
                window.restart(now, open);
            }
        } else if (window.full(now, permits, phase == Phase.CLIMB ? FEW : ENOUGH)) {
            if (window.saturated(permits)) {
                measured(window.goodput(), window.slowness());
            }
            window.restart(now, open);
        }
    }

    private void measured(double now, double slowness) {
        brake.measured();
        switch (phase) {
            case WARM_UP -> {}
            case CLIMB -> climbed(now, slowness);
            case STEADY -> steady(now, slowness);
            case PROBE_UP -> probedUp(now, slowness);
            case PROBE_DOWN -> probedDown(now, slowness);
            case RECOVER -> {
                if (!raise(permits + Math.max(1, permits / 16.0))) {
                    good.unmeasured(permits);
                    settle();
                }
            }
        }
    }

    private void climbed(double goodput, double slowness) {
        if (!good.isMeasured() || good.higherPays(permits, goodput)) {
            good.set(permits, goodput, slowness);
            if (!raise(permits * step)) {
                settle();
            }
        } else {
            good.unmeasured(Math.min(permits, good.deserved(goodput)));
            settle();
        }
    }

    private void steady(double goodput, double slowness) {
        if (!good.isMeasured()) {
            good.set(permits, goodput, slowness);
            return;
        }
        schedule.measured();
        double change = slowness / (suspect == 0 ? good.slowness() : suspect);
        if (change > SLOWER && permits > 1) {
            slower(change, goodput, slowness);
            return;
        }
        suspect = 0;
        boolean faster = schedule.isSettled(2) && change < FASTER;
        good.blend(goodput, slowness);
        if (faster) {
            probeUp();
        } else if (schedule.isDue()) {
            if (schedule.nextIsDown() && permits > 1) {
                lower(DOWN_STEP);
            } else {
                probeUp();
            }
        }
    }

    /** Looks whether as many permits do as make the backend as quick as it was. */
    private void slower(double change, double goodput, double slowness) {
        if (suspect == 0) {
            // The change may lie inside this window: the next one is measured whole.
            suspect = good.slowness();
        } else {
            suspect = 0;
            good.set(permits, goodput, slowness);
            lower(Math.max(0.5, 1 / change));
        }
    }

    private void probeUp() {
        if (raise(Math.max(permits + 1, permits * UP_STEP))) {
            phase = Phase.PROBE_UP;
            seenTwice = false;
        } else {
            schedule.begin();
        }
    }

    private void lower(double factor) {
        permits = Math.max(1, (int) (permits * factor));
        goal = permits;
        phase = Phase.PROBE_DOWN;
    }

    private void probedUp(double goodput, double slowness) {
        if (good.higherPays(permits, goodput)) {
            if (!seenTwice) {
                // Chance makes one look in five or so too good: what leads upwards is looked at twice.
                seenTwice = true;
                return;
            }
            schedule.found();
            climb(FIRST_CLIMB_STEP);
            climbed(goodput, slowness);
            step = CLIMB_STEP;
        } else {
            missed();
        }
    }

    private void probedDown(double goodput, double slowness) {
        if (good.higherPays(permits, goodput)) {
            missed();
            return;
        }
        schedule.found();
        good.set(permits, goodput, slowness);
        if (permits == 1) {
            settle();
        } else {
            lower(DOWN_STEP);
        }
    }

    /** The level before was better. */
    private void missed() {
        schedule.missed();
        settle();
    }

    private void cut(int target, long now, int open) {
        if (target < permits || phase != Phase.STEADY) {
            permits = Math.min(permits, target);
            goal = permits;
            phase = Phase.RECOVER;
            window.restart(now, open);
        }
    }

    private void climb(double by) {
        phase = Phase.CLIMB;
        step = by;
    }

    private void settle() {
        permits = Math.min(good.permits(), cap);
        goal = permits;
        phase = Phase.STEADY;
        schedule.begin();
        suspect = 0;
    }

    /** Sets out for more; false when there is no more to be had. */
    private boolean raise(double target) {
        goal = (int) Math.max(permits, Math.min(Math.min(Math.ceil(target), cap), brake.ceiling() - 1));
        return goal > permits;
    }
}
