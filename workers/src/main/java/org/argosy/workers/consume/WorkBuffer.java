package org.argosy.workers.consume;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.routes.Grant;
import org.argosy.workers.routes.Router;

/**
 * Lines that were polled and wait for a permit, so that a permit that comes free is used without waiting for a poll. It takes
 * what there is up to its bounds, so that a line which the feeder sends ahead of others is found behind them, and starts
 * those first. For the consumer's thread.
 */
final class WorkBuffer {

    /** Lines that wait to be sent again; beyond it none are added to them. */
    private static final int MOST_WAITING = 256;

    /** The same while nothing goes well: these lines may be used up by a cluster that only fails. */
    private static final int MOST_WAITING_WHEN_FAILING = 64;

    private static final int MOST_LINES = 4096;

    /** Below this it is filled soon. */
    private static final int LOW_WATER = 64;

    /** Lines that are held and not started. */
    private static final int MOST_HELD = 4096;

    private static final long MOST_HELD_BYTES = 4L * 1024 * 1024;

    private final Deque<Taken> ahead = new ArrayDeque<>();
    private final Deque<Taken> lines = new ArrayDeque<>();
    private long bytes;
    private final Router router;
    private final Forwarder forwarder;
    private final LineRunner runner;
    private final ByteBudget budget;

    WorkBuffer(Router router, Forwarder forwarder, LineRunner runner, ByteBudget budget) {
        this.router = router;
        this.forwarder = forwarder;
        this.runner = runner;
        this.budget = budget;
    }

    void add(Taken taken) {
        bytes += taken.line().bytes();
        (taken.line().item().getAhead() ? ahead : lines).add(taken);
    }

    int size() {
        return ahead.size() + lines.size();
    }

    /** Whether it may run empty before long. */
    boolean isLow() {
        return size() < LOW_WATER;
    }

    /** Whether it can take another poll. */
    boolean hasRoom() {
        return isLow() || (size() < MOST_HELD && bytes < MOST_HELD_BYTES);
    }

    /** Forgets lines of partitions that went elsewhere. */
    void forget(Collection<TopicPartition> partitions) {
        removeIf(taken -> {
            boolean gone = partitions.contains(taken.partition());
            if (gone) {
                runner.held().remove(taken);
            }
            return gone;
        });
    }

    void clear() {
        removeIf(taken -> {
            runner.held().remove(taken);
            return true;
        });
    }

    /** Starts as many lines as there are permits and bytes for. */
    void start() {
        while (size() > 0) {
            Deque<Taken> queue = ahead.isEmpty() ? lines : ahead;
            Taken first = queue.element();
            if (runner.endUnsent(first)) {
                remove(queue);
                continue;
            }
            if (!mayTake() || !budget.tryTake(first.line().bytes())) {
                return;
            }
            Grant grant = router.tryAcquire();
            if (grant == null) {
                budget.give(first.line().bytes());
                return;
            }
            remove(queue);
            runner.send(first, grant);
        }
    }

    /** Ends lines that nobody wants any more, wherever they stand. */
    void sweep() {
        removeIf(runner::endUnsent);
    }

    private void remove(Deque<Taken> queue) {
        bytes -= queue.remove().line().bytes();
    }

    private void removeIf(Predicate<Taken> unwanted) {
        Predicate<Taken> counted = taken -> {
            boolean gone = unwanted.test(taken);
            bytes -= gone ? taken.line().bytes() : 0;
            return gone;
        };
        ahead.removeIf(counted);
        lines.removeIf(counted);
    }

    private boolean mayTake() {
        int most = router.isFailing() ? MOST_WAITING_WHEN_FAILING : MOST_WAITING;
        return forwarder.waiting() < most && runner.lines() < MOST_LINES;
    }
}
