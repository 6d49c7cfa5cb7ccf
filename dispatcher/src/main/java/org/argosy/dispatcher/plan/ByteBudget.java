package org.argosy.dispatcher.plan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Memory that several threads share, in the order in which they asked. Thread-safe. */
final class ByteBudget {

    private final long budget;
    private final Deque<Share> waiting = new ArrayDeque<>();
    private long used;

    ByteBudget(long bytes) {
        this.budget = bytes;
    }

    /** A part of the budget, to be given back once, also when it was never given. */
    final class Share {

        private final long bytes;
        private final CountDownLatch given = new CountDownLatch(1);

        private Share(long bytes) {
            this.bytes = bytes;
        }

        /** Waits until the part is free; false when that takes longer. */
        boolean await(Duration longest) throws InterruptedException {
            return given.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        }

        void release() {
            giveBack(this);
        }
    }

    /** Asks for so many bytes; more than the whole budget counts as the whole. */
    synchronized Share ask(long bytes) {
        Share share = new Share(Math.min(budget, bytes));
        waiting.addLast(share);
        give();
        return share;
    }

    private synchronized void giveBack(Share share) {
        if (!waiting.remove(share)) {
            used -= share.bytes;
        }
        give();
    }

    private void give() {
        while (!waiting.isEmpty() && used + waiting.getFirst().bytes <= budget) {
            Share next = waiting.removeFirst();
            used += next.bytes;
            next.given.countDown();
        }
    }
}
