package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many lines of a model finish each second while there is something to do, over the last minute: for deadlines and
 * estimates, where a moment's rate says nothing about a slow model. Not thread-safe.
 */
final class ServiceRate {

    private static final long SPAN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long STEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofSeconds(3).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();
    private double known;

    private record Sample(long nanos, long finished) {}

    /** There was nothing to do since the last look: what finished since then is no measure. */
    void rest() {
        samples.clear();
    }

    /**
     * Notes how many lines have ever been finished.
     *
     * @param nanos now, of {@link System#nanoTime()}
     */
    void observe(long finished, long nanos) {
        if (!samples.isEmpty() && samples.getLast().finished() > finished) {
            // The topic was made anew and counts from zero.
            samples.clear();
        }
        if (!samples.isEmpty() && nanos - samples.getLast().nanos() < STEP_NANOS) {
            return;
        }
        samples.addLast(new Sample(nanos, finished));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > SPAN_NANOS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        if (nanos - first.nanos() >= SHORTEST_NANOS) {
            known = (finished - first.finished()) * 1e9 / (nanos - first.nanos());
        }
    }

    /** Lines a second; 0 while nothing is known. */
    double linesPerSecond() {
        return known;
    }
}
