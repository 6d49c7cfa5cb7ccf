package org.argosy.workers.consume;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Outcome;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.routes.Grant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each line on a virtual thread and completes its offset when the outcome's send was acknowledged. Safe for use by
 * any number of threads; starting a line does not block.
 */
final class LineRunner {

    private static final Logger LOG = LoggerFactory.getLogger(LineRunner.class);

    private final Forwarder forwarder;
    private final OutcomePublisher publisher;
    private final ByteBudget budget;
    private final HeldLines held = new HeldLines();
    private final Thread.Builder.OfVirtual threads;
    private final AtomicInteger lines = new AtomicInteger();
    private final LongAdder ended = new LongAdder();

    LineRunner(String model, Forwarder forwarder, OutcomePublisher publisher, ByteBudget budget) {
        this.forwarder = forwarder;
        this.publisher = publisher;
        this.budget = budget;
        this.threads = Thread.ofVirtual().name("argosy-line-" + model);
    }

    /** Lines that were started and whose offset is not complete. */
    int lines() {
        return lines.get();
    }

    /** Lines that wait or run. */
    HeldLines held() {
        return held;
    }

    /** Lines whose offset was completed. */
    long ended() {
        return ended.sum();
    }

    /** Sends a line whose bytes are taken from the budget. */
    void send(Taken taken, Grant grant) {
        lines.incrementAndGet();
        threads.start(() -> {
            try {
                forwarder
                        .forward(taken.line(), grant, () -> !taken.tracker().isLost())
                        .ifPresentOrElse(outcome -> publish(taken, outcome), () -> end(taken));
            } catch (InterruptedException _) {
                end(taken);
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("batch", taken.line().item().getBatchId())
                        .addKeyValue("line", taken.line().item().getLine())
                        .setCause(e)
                        .log("A line could not be run, which is a bug; it fails");
                publish(taken, forwarder.crashed(taken.line()));
            }
        });
    }

    /** Ends a line that must not be sent; false when it may be. Its bytes are taken from the budget if it ends. */
    boolean endUnsent(Taken taken) {
        Optional<Outcome> outcome = forwarder.unsent(taken.line());
        if (outcome.isEmpty()) {
            return false;
        }
        budget.take(taken.line().bytes());
        lines.incrementAndGet();
        threads.start(() -> publish(taken, outcome.get()));
        return true;
    }

    /** An answer counts from here until it is acknowledged; it waits for no room, for it must be able to end. */
    private void publish(Taken taken, Outcome outcome) {
        long answer = answerBytes(outcome);
        budget.take(answer);
        publisher.publish(outcome, () -> {
            budget.give(answer);
            taken.tracker().complete(taken.offset());
            ended.increment();
            end(taken);
        });
    }

    private static long answerBytes(Outcome outcome) {
        return outcome.getResult() instanceof Answer answer && answer.getBody() instanceof ByteBuffer body
                ? body.remaining()
                : 0;
    }

    private void end(Taken taken) {
        held.remove(taken);
        budget.give(taken.line().bytes());
        lines.decrementAndGet();
    }
}
