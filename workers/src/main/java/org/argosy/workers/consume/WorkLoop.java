package org.argosy.workers.consume;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.argosy.schemas.Topics;
import org.argosy.workers.forward.Closing;

/**
 * The life of one Kafka consumer: polls, starts lines and commits, and never blocks on work. While no permit is free it
 * polls with all partitions paused, just to stay a member of the group. For one thread.
 */
final class WorkLoop {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_OPEN = Duration.ofMillis(10);
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long REFILL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MEMBER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Assignment assignment = new Assignment();
    private final OffsetCommits commits;
    private final WorkIntake intake;
    private final WorkBuffer buffer;
    private final LineRunner runner;
    private final Parking parking;
    private final Closing closing;
    private long sweptAt = System.nanoTime();

    WorkLoop(
            String model,
            Consumer<byte[], byte[]> consumer,
            WorkBuffer buffer,
            LineRunner runner,
            Parking parking,
            Closing closing,
            Outage outage) {
        this.buffer = buffer;
        this.runner = runner;
        this.parking = parking;
        this.closing = closing;
        this.commits = new OffsetCommits(model, consumer, assignment, runner::ended);
        this.intake = new WorkIntake(consumer, assignment, buffer, runner.held(), outage);
        consumer.subscribe(List.of(Topics.work(model)), new Rebalances(consumer, assignment, commits, buffer));
    }

    /** Works until it is over, and commits what is finished. What waits then is somebody else's. */
    void run(BooleanSupplier over) {
        try {
            work(over);
        } finally {
            assignment.remove(assignment.partitions());
        }
    }

    private void work(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            intake.loadStarts();
            commits.commitIfDue();
            if (closing.hasBegun()) {
                pollIfDue(MEMBER_NANOS, false);
                parking.park(PARK_NANOS);
            } else {
                buffer.start();
                sweepIfDue();
                fill();
            }
        }
        buffer.clear();
        commits.commitNow(assignment.partitions());
    }

    private void fill() {
        if (buffer.size() == 0) {
            intake.poll(runner.lines() == 0 ? POLL : POLL_WHILE_OPEN, true);
        } else {
            boolean room = buffer.hasRoom();
            long pause = room ? LOOK_NANOS : MEMBER_NANOS;
            pollIfDue(buffer.isLow() ? REFILL_NANOS : pause, room);
            parking.park(PARK_NANOS);
        }
    }

    private void pollIfDue(long pause, boolean taking) {
        if (intake.isPollDue(commits.isUnderWay() ? PARK_NANOS : pause)) {
            intake.poll(Duration.ZERO, taking);
        }
    }

    private void sweepIfDue() {
        long now = System.nanoTime();
        if (now - sweptAt >= MEMBER_NANOS) {
            sweptAt = now;
            buffer.sweep();
        }
    }
}
