package org.argosy.dispatcher.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts sends that have not been acknowledged. One thread sends and waits; any thread acknowledges. */
final class Acks {

    private final AtomicInteger open = new AtomicInteger(1);
    private final CountDownLatch none = new CountDownLatch(1);

    void sent() {
        open.incrementAndGet();
    }

    void done() {
        if (open.decrementAndGet() == 0) {
            none.countDown();
        }
    }

    /** Waits for all that were sent; nothing may be sent afterwards. */
    void await() throws InterruptedException {
        done();
        none.await();
    }
}
