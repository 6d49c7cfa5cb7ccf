package org.argosy.ops.standalone.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** Growth of a count per second over the last ten seconds or so. */
final class RateMeter {

    private static final long WINDOW_NANOS = 10_000_000_000L;

    /** Counts come in bursts: what was seen for less than this says nothing. */
    private static final long LEAST_NANOS = 1_000_000_000L;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long count) {}

    void add(long nanos, long count) {
        samples.addLast(new Sample(nanos, count));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        long nanos = samples.getLast().nanos() - samples.getFirst().nanos();
        long growth = samples.getLast().count() - samples.getFirst().count();
        return nanos < LEAST_NANOS ? 0 : Math.max(0, growth) * 1e9 / nanos;
    }
}
