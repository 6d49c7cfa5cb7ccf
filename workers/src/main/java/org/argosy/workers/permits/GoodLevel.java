package org.argosy.workers.permits;

/** A number of permits that was measured and found good, with what it achieved. Not thread-safe. */
final class GoodLevel {

    /** Growth of throughput for growth of permits, both as logarithms, from which on permits pay. */
    private static final double PAYS = 0.2;

    private static final double CLEARLY = 0.6;

    private static final double HEADROOM = 1.1;
    private static final double NEWS = 0.3;

    private int permits;
    private double goodput;
    private double slowness;

    void set(int newPermits, double newGoodput, double newSlowness) {
        permits = newPermits;
        goodput = newGoodput;
        slowness = newSlowness;
    }

    /** Its permits are known, what they achieve is not. */
    void unmeasured(int newPermits) {
        set(newPermits, 0, 0);
    }

    boolean isMeasured() {
        return goodput > 0;
    }

    /** Takes another measurement of the same level in. */
    void blend(double newGoodput, double newSlowness) {
        goodput += NEWS * (newGoodput - goodput);
        slowness += NEWS * (newSlowness - slowness);
    }

    int permits() {
        return permits;
    }

    double slowness() {
        return slowness;
    }

    /** Whether the higher of two levels, this one and the one given, is worth its permits. */
    boolean higherPays(int otherPermits, double otherGoodput, double margin) {
        double growth = Math.log(otherGoodput / goodput);
        double permitsGrowth = Math.log((double) otherPermits / permits);
        return permitsGrowth > 0 ? growth >= PAYS * permitsGrowth + margin : growth <= PAYS * permitsGrowth - margin;
    }

    /** Whether the higher level that is given brings so much that it needs no second look. */
    boolean higherPaysClearly(int otherPermits, double otherGoodput) {
        return Math.log(otherGoodput / goodput) >= CLEARLY * Math.log((double) otherPermits / permits);
    }

    double goodput() {
        return goodput;
    }

    /** As many permits as a higher level's throughput deserves, and a few more so that the backend never runs dry. */
    int deserved(double higherGoodput) {
        return (int) Math.ceil(permits * Math.max(1, higherGoodput / goodput) * HEADROOM);
    }
}
