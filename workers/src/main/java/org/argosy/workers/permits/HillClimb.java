package org.argosy.workers.permits;

/**
 * Decides from the goodput of a level which level to look at next. It doubles while doubling pays. The first step that does
 * not pay shows the plateau, and it goes back to as many permits as the throughput deserves. From there it probes in both
 * directions by turns, and at once when requests become slower or faster by themselves. Where goodput is uneven by itself,
 * as on clusters that people share, it looks for longer and asks for more ({@link GoodputNoise}). Not thread-safe.
 */
final class HillClimb {

    private enum Phase {
        /** Up as long as it pays. */
        CLIMB,
        /** At a level that is good; measured all the time. */
        STEADY,
        PROBE_UP,
        PROBE_DOWN,
        /** Step by step, after refusals or timeouts. */
        RECOVER
    }

    private static final double CLIMB_STEP = 2;
    private static final double UP_STEP = 1.2;
    private static final double DOWN_STEP = 0.8;
    private static final double RECOVERY_STEP = 1 + 1 / 16.0;
    private static final double SLOWER = 1.3;
    private static final double FASTER = 0.93;
    /** Standard deviations that chance reaches now and then, and hardly ever. */
    private static final double LIKELY = 1.5;

    private static final double SURELY = 2.5;

    private final GoodLevel good = new GoodLevel();
    private final GoodputNoise noise = new GoodputNoise();
    private final ProbeSchedule schedule = new ProbeSchedule();

    private Phase phase = Phase.CLIMB;
    private int looks = 1;
    /** The slowness before requests seemed to become slower; 0 where they did not. */
    private double suspect;

    boolean isClimbing() {
        return phase == Phase.CLIMB;
    }

    /** Whether any level was measured yet. */
    boolean isNew() {
        return phase == Phase.CLIMB && !good.isMeasured();
    }

    /** How many measurements the next decision takes. */
    int looks() {
        return looks;
    }

    /** Nothing is known any more. */
    void restart() {
        phase = Phase.CLIMB;
        looks = 1;
        good.unmeasured(1);
    }

    /**
     * The limit was cut to a lower level.
     *
     * @return false where that changes nothing, for the level is good and was not lowered
     */
    boolean cut(boolean lowered) {
        if (!lowered && phase == Phase.STEADY) {
            return false;
        }
        phase = Phase.RECOVER;
        looks = 1;
        return true;
    }

    /** A climb that does not pay clearly is looked at twice: staying above costs little, and to stop too early costs much. */
    boolean wantsLongerLook(int permits, double goodput) {
        if (phase == Phase.CLIMB && looks == 1 && !good.higherPaysClearly(permits, goodput)) {
            looks = 2;
            return true;
        }
        return false;
    }

    /**
     * A level was measured.
     *
     * @param permits the level
     * @param most no level above this is to be had
     * @return the level to go to, at most the greater of {@code permits} and {@code most}
     */
    int measured(int permits, int most, double goodput, double slowness) {
        return switch (phase) {
            case CLIMB -> climbed(permits, most, goodput, slowness);
            case STEADY -> steady(permits, most, goodput, slowness);
            case PROBE_UP -> probedUp(permits, most, goodput, slowness);
            case PROBE_DOWN -> probedDown(permits, goodput, slowness);
            case RECOVER -> recovered(permits, most);
        };
    }

    private int climbed(int permits, int most, double goodput, double slowness) {
        boolean isFirst = !good.isMeasured();
        if (!isFirst && !good.higherPays(permits, goodput, 0)) {
            good.unmeasured(Math.min(permits, good.deserved(goodput)));
            return settle();
        }
        double step = isFirst || good.higherPaysClearly(permits, goodput) ? CLIMB_STEP : UP_STEP;
        good.set(permits, goodput, slowness);
        looks = 1;
        int higher = raised(permits, step, most);
        return higher > permits ? higher : settle();
    }

    private int steady(int permits, int most, double goodput, double slowness) {
        if (!good.isMeasured()) {
            good.set(permits, goodput, slowness);
            return permits;
        }
        schedule.measured();
        double change = slowness / (suspect == 0 ? good.slowness() : suspect);
        if (change > Math.max(SLOWER, Math.exp(noise.margin(SURELY, 1))) && permits > 1) {
            return slower(permits, change, goodput, slowness);
        }
        suspect = 0;
        looks = 1;
        boolean faster = schedule.isSettled(2) && change < Math.min(FASTER, Math.exp(-noise.margin(LIKELY, 1)));
        noise.observed(Math.log(goodput / good.goodput()));
        good.blend(goodput, slowness);
        if (!faster && !schedule.isDue()) {
            return permits;
        }
        if (!faster && schedule.nextIsDown() && permits > 1) {
            return lower(permits, DOWN_STEP);
        }
        return probeUp(permits, most);
    }

    /** Looks whether as many permits do as make the backend as quick as it was. */
    private int slower(int permits, double change, double goodput, double slowness) {
        if (suspect == 0) {
            // The change may lie inside this window: the next one is measured whole.
            suspect = good.slowness();
            looks = noise.looks();
            return permits;
        }
        suspect = 0;
        good.set(permits, goodput, slowness);
        return lower(permits, Math.max(0.5, 1 / change));
    }

    private int probeUp(int permits, int most) {
        int higher = raised(permits, UP_STEP, most);
        if (higher == permits) {
            return settle();
        }
        phase = Phase.PROBE_UP;
        // Chance makes one look in five or so too good: what leads upwards is looked at twice.
        looks = Math.max(2, noise.looks());
        return higher;
    }

    private int lower(int permits, double factor) {
        phase = Phase.PROBE_DOWN;
        looks = noise.looks();
        return Math.max(1, (int) (permits * factor));
    }

    private int probedUp(int permits, int most, double goodput, double slowness) {
        if (!good.higherPays(permits, goodput, noise.margin(1, looks))) {
            return missed();
        }
        schedule.found();
        boolean goOn = good.higherPaysClearly(permits, goodput);
        good.set(permits, goodput, slowness);
        return goOn ? probeUp(permits, most) : settle();
    }

    private int probedDown(int permits, double goodput, double slowness) {
        if (good.higherPays(permits, goodput, 0)) {
            return missed();
        }
        schedule.found();
        good.set(permits, goodput, slowness);
        return permits == 1 ? settle() : lower(permits, DOWN_STEP);
    }

    private int recovered(int permits, int most) {
        int higher = raised(permits, RECOVERY_STEP, most);
        if (higher == permits) {
            good.unmeasured(permits);
            return settle();
        }
        return higher;
    }

    /** The level before was better. */
    private int missed() {
        schedule.missed();
        return settle();
    }

    private int settle() {
        phase = Phase.STEADY;
        looks = 1;
        suspect = 0;
        schedule.begin();
        return good.permits();
    }

    private static int raised(int permits, double step, int most) {
        return Math.max(permits, Math.min(most, Math.max(permits + 1, (int) Math.ceil(permits * step))));
    }
}
