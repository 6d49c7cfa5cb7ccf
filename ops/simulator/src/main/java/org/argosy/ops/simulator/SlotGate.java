package org.argosy.ops.simulator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Slots and the queue before them, first come first served. Thread-safe. A waiter gets its slot by a call to {@link
 * Waiter#admitted()}, outside the lock, and gives it back by {@link #leave()}.
 */
final class SlotGate {

    /** Something that waits for a slot. Identity counts, not equality. */
    interface Waiter {
        /** The waiter now has a slot. Must not do the work itself: it runs on the thread of whoever left. */
        void admitted();
    }

    enum Entry {
        ADMITTED,
        QUEUED,
        REFUSED
    }

    private final int queueLimit;
    private final LinkedHashSet<Waiter> waiting = new LinkedHashSet<>();
    private int slots;
    private int running;
    private int maxRunning;
    private boolean paused;

    SlotGate(int slots, int queueLimit) {
        this.slots = slots;
        this.queueLimit = queueLimit;
    }

    synchronized Entry enter(Waiter waiter) {
        if (!paused && running < slots && waiting.isEmpty()) {
            run();
            return Entry.ADMITTED;
        }
        if (waiting.size() >= queueLimit) {
            return Entry.REFUSED;
        }
        waiting.add(waiter);
        return Entry.QUEUED;
    }

    void leave() {
        List<Waiter> next;
        synchronized (this) {
            running--;
            next = admit();
        }
        next.forEach(Waiter::admitted);
    }

    /** Takes a waiter out of the queue; false when it already has its slot, or never waited. */
    synchronized boolean abandon(Waiter waiter) {
        return waiting.remove(waiter);
    }

    void setSlots(int newSlots) {
        List<Waiter> next;
        synchronized (this) {
            slots = newSlots;
            next = admit();
        }
        next.forEach(Waiter::admitted);
    }

    /** A paused gate admits nobody; who runs goes on. */
    void setPaused(boolean newPaused) {
        List<Waiter> next;
        synchronized (this) {
            paused = newPaused;
            next = admit();
        }
        next.forEach(Waiter::admitted);
    }

    synchronized int slots() {
        return slots;
    }

    synchronized int running() {
        return running;
    }

    synchronized int maxRunning() {
        return maxRunning;
    }

    synchronized int queued() {
        return waiting.size();
    }

    synchronized void resetMax() {
        maxRunning = running;
    }

    private void run() {
        running++;
        maxRunning = Math.max(maxRunning, running);
    }

    private List<Waiter> admit() {
        if (paused || waiting.isEmpty() || running >= slots) {
            return List.of();
        }
        var admitted = new ArrayList<Waiter>();
        var candidates = waiting.iterator();
        while (running < slots && candidates.hasNext()) {
            admitted.add(candidates.next());
            candidates.remove();
            run();
        }
        return admitted;
    }
}
