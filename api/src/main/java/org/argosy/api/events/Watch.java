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

    /** Waits until there is more than is known, the time is up or the watch is over; then there is nothing. */
    Optional<Snapshot> await(EventId known, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!over && left > 0 && !latest.tellsMoreThan(known)) {
                left = changed.awaitNanos(left);
            }
            return over || !latest.tellsMoreThan(known) ? Optional.empty() : Optional.of(latest);
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

    EventId latest() {
        lock.lock();
        try {
            return latest.id();
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
