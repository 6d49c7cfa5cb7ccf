package org.argosy.workers.routes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
    private volatile Runnable onRoom = () -> {};

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
        return waiting.get() > 0 ? null : choose(null);
    }

    /**
     * A grant for a line that was sent before.
     *
     * @param avoid the route that failed it, taken only when no other can be
     * @param longest blocks at most this long
     * @return null when there was none in that time
     */
    public @Nullable Grant acquire(@Nullable Route avoid, Duration longest) throws InterruptedException {
        long nanos = longest.toNanos();
        lock.lockInterruptibly();
        try {
            waiting.incrementAndGet();
            try {
                Grant grant = choose(avoid);
                while (grant == null && nanos > 0) {
                    nanos = released.awaitNanos(nanos);
                    grant = choose(avoid);
                }
                if (grant != null) {
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

    /** Permits over all routes that are up. */
    public int permits() {
        return routes.stream().mapToInt(Route::usablePermits).sum();
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

    private @Nullable Grant choose(@Nullable Route avoid) {
        if (routes.size() == 1) {
            return routes.getFirst().tryAcquire();
        }
        Route best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (Route route : routes) {
            if (!route.health().isUp()) {
                Grant probe = route.tryAcquire();
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
        return best == null ? starved() : best.tryAcquire();
    }

    /** Lets the limits know that there is more to send. */
    private @Nullable Grant starved() {
        for (Route route : routes) {
            Grant grant = route.tryAcquire();
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
