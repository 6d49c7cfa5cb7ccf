package org.argosy.workers.permits;

/**
 * When a good level is questioned, and in which direction: by turns, soon after something was found, and more rarely down
 * than up, for a level that is too low costs throughput and one that is too high does not. Not thread-safe.
 */
final class ProbeSchedule {

    private static final int SHORT_INTERVAL = 3;
    private static final int LONG_INTERVAL = 6;

    private int interval = SHORT_INTERVAL;
    private int measurements;
    private boolean downNext = false;

    /** The level was measured once more. */
    void measured() {
        measurements++;
    }

    /** Whether the level was measured at least this often since it was taken. */
    boolean isSettled(int times) {
        return measurements >= times;
    }

    boolean isDue() {
        return measurements >= interval;
    }

    /** The direction of the next probe; the one after goes the other way. */
    boolean nextIsDown() {
        boolean down = downNext;
        downNext = !down;
        return down;
    }

    /** A probe found something better. */
    void found() {
        interval = SHORT_INTERVAL;
    }

    /** A probe found nothing. */
    void missed() {
        interval = downNext ? LONG_INTERVAL : SHORT_INTERVAL;
    }

    /** A level is taken, or questioned again. */
    void begin() {
        measurements = 0;
    }
}
