package org.argosy.workers.share;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.argosy.workers.clusters.Turns;
import org.jspecify.annotations.Nullable;

/**
 * Turns among the workers that live, in the order of their names, which begin with the time of their start: one asks when
 * nobody has within the pause and those before it have let their time go by. What was asked is told to the others at once.
 * Who is alone, or does not hear the others, asks by itself. Thread-safe.
 */
public final class ProbeTurns implements Turns {

    /** A worker that has just come waits until it must have heard those that came at the same moment. */
    private static final long NEWCOMER = Duration.ofMillis(1_500).toNanos();

    private static final long STEP = Duration.ofSeconds(2).toNanos();

    /** A model that is cold says so sooner than this. */
    private static final long LONGEST_SCOUT = Duration.ofSeconds(15).toNanos();

    private final Neighbours neighbours;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Runnable tell;
    private final long startedAt;
    private final Map<RouteName, Asked> asked = new HashMap<>();

    private record Asked(Instant instant, long nanos) {}

    /**
     * @param clock that of heartbeats
     * @param nanos the neighbours' monotonic clock
     * @param tell has the others hear of it soon; must be quick
     */
    public ProbeTurns(Neighbours neighbours, Clock clock, LongSupplier nanos, Runnable tell) {
        this.neighbours = neighbours;
        this.clock = clock;
        this.nanos = nanos;
        this.tell = tell;
        this.startedAt = nanos.getAsLong();
    }

    @Override
    public synchronized Duration take(String cluster, String remoteModel, Duration pause, boolean isCold) {
        RouteName route = new RouteName(cluster, remoteModel);
        Map<String, Told> others = neighbours.of(route);
        long now = nanos.getAsLong();
        if (!others.isEmpty() && !neighbours.isDeaf()) {
            long wait = due(route, others, pause.toNanos(), isCold) - now;
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
        }
        asked.put(route, new Asked(clock.instant(), now));
        tell.run();
        return Duration.ZERO;
    }

    private long due(RouteName route, Map<String, Told> others, long pause, boolean isCold) {
        long due = startedAt + NEWCOMER;
        @Nullable Asked own = asked.get(route);
        if (isCold && own != null) {
            due = Math.max(due, own.nanos() + pause);
        }
        int before = 0;
        for (Map.Entry<String, Told> other : others.entrySet()) {
            Told told = other.getValue();
            if (told.askedAt().isPresent() && (told.isCold() || told.isUnknown())) {
                long pauseOfOther = told.isUnknown() ? Math.min(pause, LONGEST_SCOUT) : pause;
                due = Math.max(due, told.askedAt().getAsLong() + pauseOfOther);
            }
            before += !told.leaving() && other.getKey().compareTo(neighbours.self()) < 0 ? 1 : 0;
        }
        return due + before * STEP;
    }

    /** When this worker last asked. */
    public synchronized Optional<Instant> asked(RouteName route) {
        return Optional.ofNullable(asked.get(route)).map(Asked::instant);
    }
}
