package org.argosy.dispatcher.plan;

import java.util.concurrent.Semaphore;

/** Memory that several threads share, in the order in which they asked. Thread-safe. */
final class ByteBudget {

    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    ByteBudget(long bytes) {
        this.units = units(bytes);
        this.free = new Semaphore(units, true);
    }

    /** A part of the budget, to be given back once. */
    interface Share {
        void release();
    }

    /** Waits until so many bytes are free; more than the whole budget counts as the whole. */
    Share take(long bytes) throws InterruptedException {
        int wanted = Math.min(units, units(bytes));
        free.acquire(wanted);
        return () -> free.release(wanted);
    }

    private static int units(long bytes) {
        return Math.toIntExact((bytes + UNIT - 1) / UNIT);
    }
}
