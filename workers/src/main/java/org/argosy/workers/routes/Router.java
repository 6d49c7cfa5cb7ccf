package org.argosy.workers.routes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.argosy.workers.permits.PermitPool;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where a model's next request goes: to the route that has a free permit and the shortest expected wait. Lines
 * that were sent before and wait for another permit come before new ones. Safe for use by any number of threads.
 */
public final class Router {

    private static final double AVOIDED = 1e6;

    /** So often a line looks whether the retry budget allows it again. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<Route> routes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Condition budgeted = lock.newCondition();
    private final WaitingLines waiting = new WaitingLines();
    private final LongAdder exhausted = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private volatile Runnable onRoom = () -> {};
    private volatile boolean paused;
    /** Counts what waiting lines may want to look at. */
    private long changes;

    /**
     * @param routes at least one, the preferred ones first
     */
    public Router(List<Route> routes) {
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("a model needs at least one route");
        }
        this.routes = List.copyOf(routes);
        this.routes.forEach(route -> route.permits().onRelease(this::signal));
    }

    /** Runs when a permit came back that no waiting line took; must be quick. */
    public void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** A grant for a new line; null when there is none now or when other lines wait for it. */
    public @Nullable Grant tryAcquire() {
        if (waiting.areNone()) {
            return choose(Wanted.ANY);
        }
        Route refused = waiting.refusedByAll();
        return refused == null || paused || !works(refused) ? null : refused.tryAcquire(false, this);
    }

    /**
     * A grant for a line that was sent before.
     *
     * @param longest blocks at most this long
     * @return null when there was none in that time
     */
    public @Nullable Grant acquire(Wanted wanted, Duration longest) throws InterruptedException {
        long nanos = longest.toNanos();
        lock.lockInterruptibly();
        try {
            if (lacksBudget(wanted)) {
                exhausted.increment();
            }
            Grant grant = null;
            do {
                // It does not count as waiting: new lines go on meanwhile, and fill the budget.
                while (nanos > 0 && lacksBudget(wanted)) {
                    nanos -= LOOK_NANOS - Math.max(0, budgeted.awaitNanos(Math.min(nanos, LOOK_NANOS)));
                }
                waiting.enter(wanted);
                long start = System.nanoTime();
                try {
                    grant = choose(wanted);
                    long passedOn = changes;
                    while (grant == null && nanos > 0 && !lacksBudget(wanted)) {
                        nanos = released.awaitNanos(nanos);
                        grant = choose(wanted);
                        if (grant == null && passedOn != changes && hasRoom()) {
                            // What there is, is not for this line; the next one may take it.
                            passedOn = changes;
                            released.signal();
                        }
                    }
                } finally {
                    waiting.leave(wanted);
                    waitNanos.add(System.nanoTime() - start);
                }
            } while (grant == null && nanos > 0);
            if (grant != null) {
                waits.increment();
                // One permit that came back may have made room for many: each line that gets in lets the next one look.
                changes++;
                released.signal();
            }
            return grant;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return routes.stream()
                .anyMatch(route -> route.usablePermits() > 0 && route.permits().free() > 0);
    }

    /** Whether it repeats a request and no route that it may have allows that now. */
    private boolean lacksBudget(Wanted wanted) {
        if (!wanted.repeat()) {
            return false;
        }
        boolean choosy = hasAnother(wanted);
        return routes.stream()
                .noneMatch(route -> route.mayRepeat() && !(choosy && (wanted.refuses(route) || !works(route))));
    }

    /** Grants nothing from now on, or goes on. Its routes may serve other models meanwhile. */
    public void pause(boolean pause) {
        paused = pause;
        signal();
    }

    /** A route may be of use again: waiting lines look. */
    public void look() {
        signal();
    }

    /** Permits over all routes that are up; none while the model is paused. */
    public int permits() {
        return paused ? 0 : routes.stream().mapToInt(Route::usablePermits).sum();
    }

    /** How often a line that was sent before got a permit. */
    public long waits() {
        return waits.sum();
    }

    /** How long lines that were sent before have waited for permits, all together. */
    public long waitNanos() {
        return waitNanos.sum();
    }

    /** How often a line had to wait because every route's retry budget was used up. */
    public long exhaustedRetries() {
        return exhausted.sum();
    }

    /** Requests open over all routes. */
    public int open() {
        return routes.stream().map(Route::permits).mapToInt(PermitPool::open).sum();
    }

    /** Whether every route is down or fails again and again. */
    public boolean isFailing() {
        for (Route route : routes) {
            if (route.health().isUp() && !route.health().isFailing()) {
                return false;
            }
        }
        return true;
    }

    /**
     * A route that only fails, or that failed the line, is left to itself as long as there is another that works, even if
     * that is full now; but now and then a new line finds out whether it still fails.
     */
    private @Nullable Grant choose(Wanted wanted) {
        if (paused) {
            return null;
        }
        if (routes.size() == 1) {
            return routes.getFirst().tryAcquire(wanted.repeat(), this);
        }
        boolean choosy = hasAnother(wanted);
        Route best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (Route route : routes) {
            if (route.isPaused() || (choosy && wanted.refuses(route))) {
                continue;
            }
            boolean up = route.health().isUp();
            if (!up || (choosy && route.health().isFailing())) {
                Grant probe = up && (wanted.repeat() || !route.health().mayTryFailing())
                        ? null
                        : route.tryAcquire(wanted.repeat(), this);
                if (probe != null) {
                    return probe;
                }
            } else if (route.permits().free() > 0) {
                double score = score(route, wanted.avoid());
                if (score < bestScore) {
                    best = route;
                    bestScore = score;
                }
            }
        }
        Grant grant = best == null ? null : best.tryAcquire(wanted.repeat(), this);
        return grant == null ? anyBut(best, wanted, choosy) : grant;
    }

    /** The other routes, in their order; also lets the limits know that there is more to send. */
    private @Nullable Grant anyBut(@Nullable Route tried, Wanted wanted, boolean choosy) {
        for (Route route : routes) {
            if (route.equals(tried)
                    || (choosy && (wanted.refuses(route) || route.health().isFailing()))) {
                continue;
            }
            Grant grant = route.tryAcquire(wanted.repeat(), this);
            if (grant != null) {
                return grant;
            }
        }
        return null;
    }

    private boolean hasAnother(Wanted wanted) {
        for (Route route : routes) {
            if (works(route) && !wanted.refuses(route)) {
                return true;
            }
        }
        return false;
    }

    private static boolean works(Route route) {
        return !route.isPaused() && route.health().isUp() && !route.health().isFailing();
    }

    private static double score(Route route, @Nullable Route avoid) {
        double wait = route.permits().expectedSeconds();
        return route.equals(avoid) || route.health().isFailing() ? AVOIDED + wait : wait;
    }

    private void signal() {
        if (!waiting.areNone()) {
            lock.lock();
            try {
                changes++;
                released.signal();
            } finally {
                lock.unlock();
            }
        }
        onRoom.run();
    }
}
