package org.argosy.workers.consume;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A short rest of one thread that any other may end. A wake-up while nobody rests costs a read and is lost. */
final class Parking {

    private volatile @Nullable Thread parked;

    /** Rests at most this long. */
    void park(long nanos) {
        parked = Thread.currentThread();
        LockSupport.parkNanos(this, nanos);
        parked = null;
    }

    void wake() {
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
