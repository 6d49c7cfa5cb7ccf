package org.argosy.workers.share;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.RouteCondition;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.jspecify.annotations.Nullable;

/**
 * The other workers that live, as their heartbeats tell. One that was silent for five beats counts no more; while a
 * worker does not hear even itself, Kafka is away and the last word stands. Thread-safe.
 */
public final class Neighbours {

    private static final long SILENCE = Duration.ofSeconds(5).toNanos();

    /** A worker that cannot hear itself for so long after its start goes on as if it were alone. */
    private static final long FIRST_SILENCE = Duration.ofSeconds(10).toNanos();

    private final String self;
    private final Instant started;
    private final LongSupplier nanos;
    private final NewsOfModel news;
    private final long startedAt;
    private final Map<String, Heard> workers = new ConcurrentHashMap<>();
    private volatile @Nullable Heard own;

    private record Heard(long at, Map<RouteName, Told> routes) {}

    /** Is told when another worker found out that a model is hot or cold. */
    @FunctionalInterface
    public interface NewsOfModel {

        /**
         * Runs on the thread that hears heartbeats; must be quick.
         *
         * @param hot or else cold
         * @param fresh whether that worker knew otherwise before
         */
        void told(RouteName route, boolean hot, boolean fresh);
    }

    /**
     * @param self this worker's name
     * @param started this worker's start, by the clock of its heartbeats: earlier ones under its name are not its own
     * @param nanos a monotonic clock
     */
    public Neighbours(String self, Instant started, LongSupplier nanos, NewsOfModel news) {
        this.self = self;
        this.started = started.minusMillis(1);
        this.nanos = nanos;
        this.news = news;
        this.startedAt = nanos.getAsLong();
    }

    /** Takes in a heartbeat, in the order in which Kafka has them. For one thread. */
    public void heard(WorkerHeartbeat beat) {
        long now = nanos.getAsLong();
        Heard heard = new Heard(now, routes(beat, now));
        if (beat.getWorker().equals(self)) {
            own = beat.getAt().isBefore(started) ? own : heard;
            return;
        }
        @Nullable
        Heard before =
                heard.routes().isEmpty() ? workers.remove(beat.getWorker()) : workers.put(beat.getWorker(), heard);
        heard.routes().forEach((route, told) -> {
            @Nullable Told last = before == null ? null : before.routes().get(route);
            if (told.isHot()) {
                boolean fresh = last != null && !last.isHot();
                if (fresh || of(route).values().stream().noneMatch(Told::isCold)) {
                    news.told(route, true, fresh);
                }
            } else if (told.isCold()) {
                news.told(route, false, last != null && !last.isCold());
            }
        });
    }

    private static Map<RouteName, Told> routes(WorkerHeartbeat beat, long now) {
        Map<RouteName, Told> routes = new HashMap<>();
        for (ModelCapacity model : beat.getModels()) {
            for (RouteCondition route : model.getRoutes()) {
                Instant asked = route.getAsked();
                OptionalLong askedAt = asked == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(
                                now - Duration.between(asked, beat.getAt()).toNanos());
                routes.put(
                        new RouteName(route.getCluster(), route.getRemoteModel()),
                        new Told(beat.getLeaving(), route.getState(), route.getOpen(), route.getSharers(), askedAt));
            }
        }
        return routes;
    }

    /** Forgets those that were silent while this worker's own beats came. */
    public void forgetSilent() {
        Heard last = own;
        if (last != null) {
            workers.values().removeIf(other -> last.at() - other.at() > SILENCE);
        }
    }

    String self() {
        return self;
    }

    /** What the others tell of a route, those that do, by their names. */
    SortedMap<String, Told> of(RouteName route) {
        SortedMap<String, Told> all = new TreeMap<>();
        workers.forEach((name, heard) -> {
            if (heard.routes().containsKey(route)) {
                all.put(name, requireNonNull(heard.routes().get(route)));
            }
        });
        return all;
    }

    /**
     * By how many workers this one divides a route's bounds, as the others have been told: it was heard here, and so they
     * hear it before anything that follows. 0 when nothing was.
     */
    int toldSharers(RouteName route) {
        Heard last = own;
        if (last == null) {
            return isDeaf() ? 1 : 0;
        }
        Told told = last.routes().get(route);
        return told == null ? 0 : told.sharers();
    }

    /** Whether not even this worker's own beats come. */
    boolean isDeaf() {
        Heard last = own;
        long now = nanos.getAsLong();
        return last == null ? now - startedAt > FIRST_SILENCE : now - last.at() > SILENCE;
    }

    /** For how long it has been listening. */
    Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - startedAt);
    }
}
