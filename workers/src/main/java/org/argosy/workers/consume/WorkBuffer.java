package org.argosy.workers.consume;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.routes.Grant;
import org.argosy.workers.routes.Router;

/**
 * Lines that were polled and wait for a permit, so that a permit that comes free is used without waiting for a poll. It is
 * filled from one poll at a time and so holds little. For the consumer's thread.
 */
final class WorkBuffer {

    /** Lines that wait to be sent again; beyond it none are added to them. */
    private static final int MOST_WAITING = 256;

    /** The same while nothing goes well: these lines may be used up by a cluster that only fails. */
    private static final int MOST_WAITING_WHEN_FAILING = 64;

    private static final int MOST_LINES = 4096;

    private final Deque<Taken> lines = new ArrayDeque<>();
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
        lines.add(taken);
    }

    int size() {
        return lines.size();
    }

    /** Forgets lines of partitions that went elsewhere. */
    void forget(Collection<TopicPartition> partitions) {
        lines.removeIf(taken -> {
            boolean gone = partitions.contains(taken.partition());
            if (gone) {
                runner.held().remove(taken);
            }
            return gone;
        });
    }

    void clear() {
        lines.forEach(runner.held()::remove);
        lines.clear();
    }

    /** Starts as many lines as there are permits and bytes for. */
    void start() {
        while (!lines.isEmpty()) {
            Taken first = lines.element();
            if (runner.endUnsent(first)) {
                lines.remove();
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
            lines.remove();
            runner.send(first, grant);
        }
    }

    /** Ends lines that nobody wants any more, wherever they stand. */
    void sweep() {
        lines.removeIf(runner::endUnsent);
    }

    private boolean mayTake() {
        int most = router.isFailing() ? MOST_WAITING_WHEN_FAILING : MOST_WAITING;
        return forwarder.waiting() < most && runner.lines() < MOST_LINES;
    }
}
