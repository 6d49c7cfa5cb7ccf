package org.argosy.workers.permits;

import java.util.concurrent.TimeUnit;

/**
 * Finds how many requests a backend can use, whether it refuses what is too much or queues it.
 *
 * <p>It starts low and doubles while all permits are in use and nothing is refused, up to a level that no server minds;
 * from there every step up must pay: goodput is measured at each level, and when more permits bring no more tokens per
 * second it steps back to the level before, with an eighth to spare so that the backend's queue never runs dry. Later it
 * probes now and then in both directions; probes that fail become rarer. A refusal takes one permit, and a round trip of
 * refusals at most half of them; then the limit grows again by a sixteenth a window, up to just below where it was
 * refused. A timeout or a failed connect halves it, once a round trip.
 */
public final class AdaptiveLimit implements ConcurrencyLimit {

    private enum Phase {
        START,
        CLIMB,
        STEADY,
        PROBE_UP,
        PROBE_DOWN,
        RECOVER
    }

    private static final int FIRST = 16;
    private static final int UNMEASURED = 64;
    private static final long START_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long UNKNOWN_ROUND_TRIP = TimeUnit.SECONDS.toNanos(1);
    private static final double CLIMB = 1.5;
    private static final double PROBE_UP = 1.25;
    private static final double PROBE_DOWN = 0.88;
    private static final double PAYS = 1.05;
    private static final double COSTS_NOTHING = 0.98;
    private static final int SHORTEST_INTERVAL = 6;
    private static final int LONGEST_INTERVAL = 48;
    private static final int CEILING_WINDOWS = 24;

    private final int cap;
    private final GoodputWindow window = new GoodputWindow();

    private Phase phase = Phase.START;
    private int permits;
    private long grownAt = Long.MIN_VALUE / 2;
    private double roundTrip;

    private int provenPermits;
    private double provenGoodput;

    private int interval = SHORTEST_INTERVAL;
    private int sinceProbe;
    private boolean probeDownNext = true;

    private long cutAt = Long.MIN_VALUE / 2;
    private int cutFloor;
    private int ceiling = Integer.MAX_VALUE;
    private int ceilingAge;

    /**
     * @param cap never more permits than this
     */
    public AdaptiveLimit(int cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("max-concurrency must be at least 1, not " + cap);
        }
        this.cap = cap;
        this.permits = Math.min(FIRST, cap);
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
        if (phase == Phase.START && now - grownAt >= START_PAUSE) {
            grownAt = now;
            if (permits >= Math.min(UNMEASURED, cap)) {
                climbFrom(now, open);
            } else {
                permits = Math.min(permits * 2, Math.min(UNMEASURED, cap));
            }
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
            case Feedback.Served served -> {
                double held = now - acquiredAt;
                roundTrip = roundTrip == 0 ? held : roundTrip * 0.9 + held * 0.1;
                window.served(acquiredAt, now, served.tokens());
                if (phase != Phase.START && window.full(now, permits)) {
                    measured(now, open);
                }
            }
            case Feedback.Refused _ -> refused(now, open);
            case Feedback.Overloaded _ -> overloaded(now, open);
            case Feedback.Neutral _ -> {}
        }
    }

    @Override
    public void reset(long now) {
        permits = Math.min(permits, Math.min(FIRST, cap));
        phase = Phase.START;
        grownAt = now;
        ceiling = Integer.MAX_VALUE;
        roundTrip = 0;
    }

    private void measured(long now, int open) {
        boolean saturated = window.saturated(permits);
        double goodput = window.goodput();
        if (ceiling != Integer.MAX_VALUE && ++ceilingAge > CEILING_WINDOWS) {
            ceiling = Integer.MAX_VALUE;
        }
        switch (phase) {
            case START -> {}
            case CLIMB -> climb(saturated, goodput);
            case STEADY -> steady(saturated, goodput);
            case PROBE_UP -> probedUp(saturated, goodput);
            case PROBE_DOWN -> probedDown(saturated, goodput);
            case RECOVER -> recover(saturated);
        }
        window.restart(now, open);
    }

    private void climb(boolean saturated, double goodput) {
        if (!saturated) {
            return;
        }
        if (provenGoodput == 0 || goodput >= provenGoodput * PAYS) {
            provenPermits = permits;
            provenGoodput = goodput;
            raiseTo(permits * CLIMB);
            if (permits == provenPermits) {
                rest();
            }
        } else {
            permits = Math.min(permits, provenPermits + provenPermits / 8);
            rest();
        }
    }

    private void steady(boolean saturated, double goodput) {
        if (!saturated) {
            return;
        }
        provenGoodput = provenGoodput == 0 ? goodput : provenGoodput * 0.8 + goodput * 0.2;
        sinceProbe++;
        if (sinceProbe < interval) {
            return;
        }
        provenPermits = permits;
        boolean down = probeDownNext;
        probeDownNext = !down;
        if (down) {
            permits = Math.max(1, (int) (permits * PROBE_DOWN));
            phase = Phase.PROBE_DOWN;
        } else {
            raiseTo(Math.max(permits + 1, permits * PROBE_UP));
            phase = Phase.PROBE_UP;
        }
        if (permits == provenPermits) {
            rest();
        }
    }

    private void probedUp(boolean saturated, double goodput) {
        if (saturated && goodput >= provenGoodput * PAYS) {
            interval = SHORTEST_INTERVAL;
            phase = Phase.CLIMB;
            climb(true, goodput);
        } else {
            permits = provenPermits;
            interval = Math.min(interval * 2, LONGEST_INTERVAL);
            rest();
        }
    }

    private void probedDown(boolean saturated, double goodput) {
        if (saturated && goodput >= provenGoodput * COSTS_NOTHING) {
            interval = SHORTEST_INTERVAL;
            provenPermits = permits;
            permits = Math.max(1, (int) (permits * PROBE_DOWN));
            if (permits == provenPermits) {
                rest();
            }
        } else {
            permits = provenPermits;
            interval = Math.min(interval * 2, LONGEST_INTERVAL);
            rest();
        }
    }

    private void recover(boolean saturated) {
        if (saturated) {
            int before = permits;
            raiseTo(permits + Math.max(1, permits / 16));
            if (permits == before) {
                provenGoodput = 0;
                rest();
            }
        }
    }

    private void refused(long now, int open) {
        int used = Math.min(permits, open + 1);
        if (now - cutAt > roundTripNanos()) {
            cutAt = now;
            cutFloor = Math.max(1, used / 2);
        }
        cutTo(Math.max(cutFloor, used - 1), now, open);
    }

    private void overloaded(long now, int open) {
        if (now - cutAt > roundTripNanos()) {
            cutAt = now;
            cutFloor = Math.max(1, permits / 2);
            cutTo(cutFloor, now, open);
        }
    }

    private void cutTo(int target, long now, int open) {
        if (target < permits) {
            ceiling = permits;
            ceilingAge = 0;
            permits = target;
        }
        phase = Phase.RECOVER;
        window.restart(now, open);
    }

    private void climbFrom(long now, int open) {
        phase = Phase.CLIMB;
        provenGoodput = 0;
        provenPermits = permits;
        window.restart(now, open);
    }

    private void raiseTo(double target) {
        permits = (int) Math.max(permits, Math.min(Math.min(Math.ceil(target), cap), ceiling - 1));
    }

    private void rest() {
        phase = Phase.STEADY;
        sinceProbe = 0;
    }

    private double roundTripNanos() {
        return roundTrip == 0 ? UNKNOWN_ROUND_TRIP : roundTrip;
    }
}
