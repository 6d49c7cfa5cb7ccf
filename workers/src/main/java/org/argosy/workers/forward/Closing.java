package org.argosy.workers.forward;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells all lines of a worker that it stops: waits end, nothing new is sent. */
public final class Closing {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);

    /** Begins; false when it had begun before. */
    public boolean begin() {
        boolean now = first.compareAndSet(true, false);
        begun.countDown();
        return now;
    }

    public boolean hasBegun() {
        return begun.getCount() == 0;
    }

    /** Waits this long, or until it begins; then true. */
    public boolean await(Duration longest) throws InterruptedException {
        return begun.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
