package org.argosy.workers.permits;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one (cluster, remote model), shared by every model name that leads there. Safe for use by any number of
 * threads; nothing blocks. A limit that falls takes no permit away: what is out stays out until it comes back.
 */
public final class PermitPool {

    private final ConcurrencyLimit limit;
    private final RateBudget budget;
    private final LongSupplier nanos;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Claims claims = new Claims();
    private int most = Integer.MAX_VALUE;
    private int open;
    private double latencySeconds;

    /**
     * @param nanos a monotonic clock
     */
    public PermitPool(ConcurrencyLimit limit, LongSupplier nanos) {
        this(limit, RateBudget.unlimited(), nanos);
    }

    /**
     * @param budget requests and tokens over time, which a permit takes from too
     * @param nanos a monotonic clock
     */
    public PermitPool(ConcurrencyLimit limit, RateBudget budget, LongSupplier nanos) {
        this.limit = limit;
        this.budget = budget;
        this.nanos = nanos;
    }

    /** Runs whenever a permit came back; must be quick and must not throw. */
    public void onRelease(Runnable listener) {
        listeners.add(listener);
    }

    /** A permit, or null when all are out or the budget is used up. */
    public @Nullable Permit tryAcquire() {
        return tryAcquire(this);
    }

    /**
     * A permit, or null when all are out, the budget is used up, or another claimant that has fewer wants it.
     *
     * @param claimant one of those that share the pool, by its identity
     */
    public synchronized @Nullable Permit tryAcquire(Object claimant) {
        long now = nanos.getAsLong();
        Claims.Claim claim = claims.of(claimant);
        if (isFull(now) || claims.isOthersTurn(claim, now)) {
            claims.denied(claim, now);
            return null;
        }
        long reserved = budget.take();
        if (reserved == RateBudget.NOTHING) {
            claims.denied(claim, now);
            return null;
        }
        open++;
        claims.served(claim, now);
        limit.acquired(now, open);
        return new Permit(this, now, reserved, claim);
    }

    private boolean isFull(long now) {
        if (open >= most) {
            return true;
        }
        if (open >= limit.permits()) {
            limit.starved(now, open);
        }
        return open >= limit.permits();
    }

    /** The backend says that requests wait in it. */
    public synchronized void congested() {
        limit.congested(nanos.getAsLong());
    }

    /**
     * From now on this is its part of what several workers share.
     *
     * @param cap requests that may be open
     * @param mostNow how many of these may be open now, while others still have some of them; may be 0
     * @param rate part of the budget, from 0 to 1
     */
    public void share(int cap, int mostNow, double rate) {
        boolean more;
        synchronized (this) {
            more = mostNow > most;
            most = mostNow;
            limit.cap(cap);
            budget.share(rate);
        }
        if (more) {
            listeners.forEach(Runnable::run);
        }
    }

    /** How often there was a permit and no budget. */
    public synchronized long deniedByBudget() {
        return budget.denied();
    }

    /** The backend was away and is back: starts slowly again. */
    public synchronized void reset() {
        limit.reset(nanos.getAsLong());
    }

    public synchronized int limit() {
        return Math.min(most, limit.permits());
    }

    public synchronized int open() {
        return open;
    }

    public synchronized int free() {
        return Math.max(0, limit() - open);
    }

    /** Seconds that a new request would take: the recent time of one, times how full the pool is. */
    public synchronized double expectedSeconds() {
        return latencySeconds * (open + 1) / Math.max(1, limit());
    }

    void release(long acquiredAt, long reserved, Claims.Claim claim, Feedback feedback) {
        synchronized (this) {
            long now = nanos.getAsLong();
            open--;
            claims.released(claim);
            if (feedback instanceof Feedback.Served) {
                double seconds = (double) (now - acquiredAt) / TimeUnit.SECONDS.toNanos(1);
                latencySeconds = latencySeconds == 0 ? seconds : latencySeconds * 0.9 + seconds * 0.1;
            }
            limit.released(now, open, acquiredAt, feedback);
            budget.settle(reserved, feedback);
        }
        for (Runnable listener : listeners) {
            listener.run();
        }
    }
}
