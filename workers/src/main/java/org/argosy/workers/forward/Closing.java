package org.argosy.workers.forward;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells all lines of a worker that it stops: waits end, nothing new is sent. */
public final class Closing {

    private final CountDownLatch begun = new CountDownLatch(1);

    public void begin() {
        begun.countDown();
    }

    public boolean hasBegun() {
        return begun.getCount() == 0;
    }

    /** Waits this long, or until it begins; then true. */
    public boolean await(Duration longest) throws InterruptedException {
        return begun.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
