package org.argosy.workers.permits;

import java.util.concurrent.TimeUnit;

/**
 * How far a limit falls when a backend refuses or is overloaded, and how long it stays below where that happened. A refusal
 * takes one permit, and a round trip of refusals at most half of them; an overload halves them and congestion takes a
 * fifth, once a round trip. Not thread-safe.
 */
final class RefusalBrake {

    private static final long UNKNOWN_ROUND_TRIP = TimeUnit.SECONDS.toNanos(1);
    private static final int CEILING_WINDOWS = 24;
    private static final double CONGESTED = 0.8;

    private double roundTrip;
    private long cutAt = Long.MIN_VALUE / 2;
    private int floor;
    private int ceiling = Integer.MAX_VALUE;
    private int age;

    /** A request was answered after this time. */
    void roundTrip(long nanos) {
        roundTrip = roundTrip == 0 ? nanos : roundTrip * 0.9 + nanos * 0.1;
    }

    /** Permits that remain after a refusal with {@code used} of them in use. */
    int refused(long now, int used) {
        if (isNewRoundTrip(now)) {
            cutAt = now;
            floor = Math.max(1, used / 2);
        }
        return limitTo(Math.max(floor, used - 1), used);
    }

    /** Permits that remain after a timeout or a failed connect. */
    int overloaded(long now, int permits) {
        if (!isNewRoundTrip(now)) {
            return permits;
        }
        cutAt = now;
        floor = Math.max(1, permits / 2);
        return limitTo(floor, permits);
    }

    /** Permits that remain when the backend says that requests wait in it. */
    int congested(long now, int permits) {
        if (!isNewRoundTrip(now)) {
            return permits;
        }
        cutAt = now;
        floor = Math.max(1, (int) (permits * CONGESTED));
        return limitTo(floor, permits);
    }

    /** Another measurement went well. */
    void measured() {
        if (ceiling != Integer.MAX_VALUE && ++age > CEILING_WINDOWS) {
            ceiling = Integer.MAX_VALUE;
        }
    }

    /** The least number of permits that was refused not long ago. */
    int ceiling() {
        return ceiling;
    }

    void reset() {
        ceiling = Integer.MAX_VALUE;
        roundTrip = 0;
    }

    private int limitTo(int target, int used) {
        ceiling = Math.max(2, used);
        age = 0;
        return target;
    }

    private boolean isNewRoundTrip(long now) {
        return now - cutAt > (roundTrip == 0 ? UNKNOWN_ROUND_TRIP : roundTrip);
    }
}
