package org.argosy.ops.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Polls batches and notes when they were first seen in each stage. Not thread-safe. */
final class BatchWatch {

    private static final Duration QUICK_FOR = Duration.ofSeconds(10);
    private static final Duration QUICK = Duration.ofMillis(50);
    private static final Duration STEADY = Duration.ofMillis(100);

    private final BatchClient client;
    private final InstantSource clock;
    private final Instant started;
    private final Instant deadline;

    BatchWatch(BatchClient client, InstantSource clock, Duration timeout) {
        this.client = client;
        this.clock = clock;
        this.started = clock.instant();
        this.deadline = started.plus(timeout);
    }

    Timeline start(BatchState created) {
        var timeline = new Timeline(created);
        timeline.saw(created, clock.instant());
        return timeline;
    }

    /** Polls until the condition holds or the batch is over. */
    void until(Timeline timeline, Predicate<BatchState> condition) throws IOException, InterruptedException {
        while (!condition.test(timeline.state()) && !timeline.state().isOver()) {
            pause(timeline);
            poll(timeline);
        }
    }

    /** Polls once, unless the batch is known to be over. */
    void look(Timeline timeline) throws IOException, InterruptedException {
        if (!timeline.state().isOver()) {
            poll(timeline);
        }
    }

    /** Polls two batches side by side until the second is over. */
    void both(Timeline first, Timeline second) throws IOException, InterruptedException {
        while (!second.state().isOver()) {
            pause(second);
            poll(second);
            if (!first.state().isOver()) {
                poll(first);
            }
        }
    }

    private void poll(Timeline timeline) throws IOException, InterruptedException {
        BatchState state = client.batch(timeline.state().id());
        timeline.saw(state, clock.instant());
    }

    private void pause(Timeline timeline) throws IOException, InterruptedException {
        Instant now = clock.instant();
        if (now.isAfter(deadline)) {
            BatchState state = timeline.state();
            throw new IOException("The batch " + state.id() + " is still " + state.status() + " with "
                    + (state.completed() + state.failed()) + " of " + state.total() + " lines done at the time limit");
        }
        Thread.sleep(now.isBefore(started.plus(QUICK_FOR)) ? QUICK : STEADY);
    }

    /** When a batch was first seen beyond each stage; a stage that no poll caught ends where the next one does. */
    static final class Timeline {

        private BatchState state;
        private Instant running = Instant.MAX;
        private Instant finalizing = Instant.MAX;
        private Instant end = Instant.MAX;

        private Timeline(BatchState state) {
            this.state = state;
        }

        BatchState state() {
            return state;
        }

        Instant running() {
            return running;
        }

        Instant finalizing() {
            return finalizing;
        }

        Instant end() {
            return end;
        }

        private void saw(BatchState seen, Instant now) {
            state = seen;
            boolean over = seen.isOver();
            boolean finishing =
                    over || seen.status().equals("finalizing") || seen.status().equals("cancelling");
            if (finishing || seen.status().equals("in_progress")) {
                running = earlier(running, now);
            }
            if (finishing) {
                finalizing = earlier(finalizing, now);
            }
            if (over) {
                end = earlier(end, now);
            }
        }

        private static Instant earlier(Instant left, Instant right) {
            return left.isBefore(right) ? left : right;
        }
    }
}
