package org.argosy.workers.routes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final List<Route> routes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder exhausted = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private volatile Runnable onRoom = () -> {};
    private volatile boolean paused;

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
        return waiting.get() > 0 ? null : choose(null, false);
    }

    /**
     * A grant for a line that was sent before.
     *
     * @param avoid the route that failed it, taken only when no other can be
     * @param repeat whether its last request failed, so that this one counts against the route's retry budget
     * @param longest blocks at most this long
     * @return null when there was none in that time
     */
    public @Nullable Grant acquire(@Nullable Route avoid, boolean repeat, Duration longest)
            throws InterruptedException {
        long nanos = longest.toNanos();
        lock.lockInterruptibly();
        try {
            if (repeat && !mayRepeat()) {
                exhausted.increment();
            }
            // It does not count as waiting: new lines go on meanwhile, and fill the budget.
            while (repeat && nanos > 0 && !mayRepeat()) {
                nanos = released.awaitNanos(nanos);
            }
            waiting.incrementAndGet();
            long start = System.nanoTime();
            try {
                Grant grant = choose(avoid, repeat);
                while (grant == null && nanos > 0) {
                    nanos = released.awaitNanos(nanos);
                    grant = choose(avoid, repeat);
                }
                waitNanos.add(System.nanoTime() - start);
                if (grant != null) {
                    waits.increment();
                    // One permit that came back may have made room for many: each line that gets in lets the next one
                    // look.
                    released.signal();
                }
                return grant;
            } finally {
                waiting.decrementAndGet();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayRepeat() {
        return routes.stream().anyMatch(Route::mayRepeat);
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

    private @Nullable Grant choose(@Nullable Route avoid, boolean repeat) {
        if (paused) {
            return null;
        }
        if (routes.size() == 1) {
            return routes.getFirst().tryAcquire(repeat);
        }
        Route best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (Route route : routes) {
            if (route.isPaused()) {
                continue;
            }
            if (!route.health().isUp()) {
                Grant probe = route.tryAcquire(repeat);
                if (probe != null) {
                    return probe;
                }
            } else if (route.permits().free() > 0) {
                double score = score(route, avoid);
                if (score < bestScore) {
                    best = route;
                    bestScore = score;
                }
            }
        }
        Grant grant = best == null ? null : best.tryAcquire(repeat);
        return grant == null ? anyBut(best, repeat) : grant;
    }

    /** The other routes, in their order; also lets the limits know that there is more to send. */
    private @Nullable Grant anyBut(@Nullable Route tried, boolean repeat) {
        for (Route route : routes) {
            Grant grant = route.equals(tried) ? null : route.tryAcquire(repeat);
            if (grant != null) {
                return grant;
            }
        }
        return null;
    }

    private static double score(Route route, @Nullable Route avoid) {
        double wait = route.permits().expectedSeconds();
        return route.equals(avoid) || route.health().isFailing() ? AVOIDED + wait : wait;
    }

    private void signal() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                released.signal();
            } finally {
                lock.unlock();
            }
        }
        onRoom.run();
    }
}
