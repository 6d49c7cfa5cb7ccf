package org.argosy.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a batch gets on, as far as that can be told from its own row. Immutable.
 *
 * @param linesPerSecond lately; over all of its run when it has ended; empty before it runs
 * @param tokensPerSecond input and output together, over the same time
 * @param eta how long until its last line, at this speed; empty when nobody can know
 * @param deadlineUsed how much of its window is gone, or was when it ended: 0 to 1
 */
public record Headway(
        Optional<Double> linesPerSecond,
        Optional<Double> tokensPerSecond,
        Optional<Duration> eta,
        double deadlineUsed) {

    /** Fewer lines than this say too little about the speed. */
    private static final int ENOUGH_LINES = 5;

    private static final Duration LONGEST = Duration.ofDays(3_650);

    public static Headway of(Batch batch, Instant now) {
        double used = deadlineUsed(batch, batch.state().endedAt().orElse(now));
        Optional<Instant> started = batch.state().inProgressAt();
        if (started.isEmpty()) {
            return new Headway(Optional.empty(), Optional.empty(), Optional.empty(), used);
        }
        Instant since = started.get();
        if (batch.state().endedAt().isPresent()) {
            double ran = seconds(since, batch.state().endedAt().get());
            return new Headway(
                    Optional.of(done(batch) / ran), Optional.of(batch.usage().total() / ran), Optional.empty(), used);
        }
        return new Headway(
                Optional.of(batch.pace().linesPerSecond(since, now)),
                Optional.of(batch.pace().tokensPerSecond(since, now)),
                eta(batch, since, now),
                used);
    }

    /**
     * By the pace of late. A batch so slow that few lines come within the pace's memory is judged by all of its run, and
     * one that was faster and stands still now is not judged at all.
     */
    private static Optional<Duration> eta(Batch batch, Instant since, Instant now) {
        double speed = batch.pace().linesPerSecond(since, now);
        if (batch.pace().lines(now) < ENOUGH_LINES) {
            speed = done(batch) / seconds(since, now);
            if (done(batch) == 0 || speed * Pace.MEMORY.toSeconds() >= ENOUGH_LINES) {
                return Optional.empty();
            }
        }
        double left = Math.ceil(batch.counts().owed() / speed);
        return left > LONGEST.toSeconds() ? Optional.empty() : Optional.of(Duration.ofSeconds((long) left));
    }

    private static double deadlineUsed(Batch batch, Instant now) {
        double window = seconds(batch.createdAt(), batch.expiresAt());
        double gone = Duration.between(batch.createdAt(), now).toMillis() / 1000.0;
        return Math.clamp(gone / window, 0.0, 1.0);
    }

    private static int done(Batch batch) {
        return batch.counts().completed() + batch.counts().failed();
    }

    /** At least a millisecond, so that it divides. */
    private static double seconds(Instant from, Instant to) {
        return Math.max(1, Duration.between(from, to).toMillis()) / 1000.0;
    }
}
