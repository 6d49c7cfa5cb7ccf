package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.client.Request;

/** Gives up answers that have begun and then stopped coming. One thread looks at all of them about once a second. */
final class StallWatch implements AutoCloseable {

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Map<AnswerSink, Request> open = new ConcurrentHashMap<>();
    private final long stallNanos;
    private final String message;
    private final Thread thread;
    private volatile boolean closed;

    StallWatch(String cluster, Duration stall) {
        this.stallNanos = stall.toNanos();
        this.message = "the answer stalled for " + stall.toSeconds() + " s";
        this.thread = Thread.ofVirtual().name("argosy-stalls-" + cluster).start(this::run);
    }

    void watch(AnswerSink sink, Request request) {
        open.put(sink, request);
    }

    void forget(AnswerSink sink) {
        open.remove(sink);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, Math.min(LONGEST_PAUSE, stallNanos / 4 + 1));
            long now = System.nanoTime();
            open.forEach((sink, request) -> {
                if (sink.stalled(now, stallNanos)) {
                    var _ = request.abort(new TimeoutException(message));
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
