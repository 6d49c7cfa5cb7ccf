package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * How deep Kafka is kept for one model: about twice what the workers may have open, or a second or so of what they have
 * been finishing, whichever is more. So an instant backend never runs dry between two looks, and a slow one has little
 * in front of what comes next. Not thread-safe.
 */
final class Window {

    private static final long SPAN_NANOS = 2_000_000_000L;
    private static final long RECENT_NANOS = 250_000_000L;

    private final WindowSettings settings;
    private final Deque<Sample> samples = new ArrayDeque<>();

    Window(WindowSettings settings) {
        this.settings = settings;
    }

    private record Sample(long nanos, long finished) {}

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
        samples.addLast(new Sample(nanos, finished));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > SPAN_NANOS) {
            samples.removeFirst();
        }
    }

    /** Lines that may be published and unfinished. */
    int lines(OptionalInt permits) {
        double atRate = rate() * settings.ahead().toNanos() / 1e9;
        double atPermits = permits.isPresent()
                ? Math.max(settings.least(), permits.getAsInt() * settings.permits())
                : settings.blind();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(atRate, atPermits));
    }

    /**
     * How long to wait before looking again: until an eighth of the window has been worked off where the permits set its
     * size, so that a slow model does not cost a look each moment. A window that follows the rate is still to grow.
     */
    Duration refill(OptionalInt permits, Duration shortest, Duration longest) {
        double rate = rate();
        int lines = lines(permits);
        if (rate <= 0 || lines <= rate * settings.ahead().toNanos() / 1e9) {
            return shortest;
        }
        return Duration.ofMillis(Math.clamp((long) (lines * 125 / rate), shortest.toMillis(), longest.toMillis()));
    }

    /** Lines that finish each second: of the last quarter or the last two, whichever is more. */
    double rate() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample last = samples.getLast();
        Sample recent = samples.getFirst();
        for (Sample sample : samples) {
            if (last.nanos() - sample.nanos() >= RECENT_NANOS) {
                recent = sample;
            }
        }
        return Math.max(rate(samples.getFirst(), last), rate(recent, last));
    }

    private static double rate(Sample from, Sample to) {
        // A burst between two looks that lie close together says nothing about a whole second.
        long nanos = Math.max(RECENT_NANOS / 2, to.nanos() - from.nanos());
        return (to.finished() - from.finished()) * 1e9 / nanos;
    }
}
