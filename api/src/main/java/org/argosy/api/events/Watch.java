package org.argosy.api.events;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One batch that somebody watches, for all who do. Safe for use by any number of threads. */
final class Watch {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Snapshot latest;
    private boolean over;

    Watch(Snapshot first) {
        this.latest = first;
    }

    /**
     * Waits until there is more than is known or another look than the one that was seen. When the time is up or the watch
     * is over first, there is nothing.
     */
    Optional<Snapshot> await(EventId known, Snapshot seen, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!over && left > 0 && !news(known, seen)) {
                left = changed.awaitNanos(left);
            }
            return over || !news(known, seen) ? Optional.empty() : Optional.of(latest);
        } finally {
            lock.unlock();
        }
    }

    private boolean news(EventId known, Snapshot seen) {
        return !latest.json().equals(seen.json()) || latest.tellsMoreThan(known);
    }

    /** Takes another look at a batch of which nothing was written since, when it shows something else. */
    void refresh(Snapshot again) {
        lock.lock();
        try {
            if (again.id().equals(latest.id()) && !again.json().equals(latest.json())) {
                latest = again;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a newer look at the batch; an older one, which may come late, changes nothing. */
    void update(Snapshot newer) {
        lock.lock();
        try {
            if (newer.tellsMoreThan(latest.id())) {
                latest = newer;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    Snapshot latest() {
        lock.lock();
        try {
            return latest;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
