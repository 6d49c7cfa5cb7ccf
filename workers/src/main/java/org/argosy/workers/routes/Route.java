package org.argosy.workers.routes;

import java.time.Duration;
import org.argosy.workers.clusters.Cluster;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.forward.BodyRewriter;
import org.argosy.workers.permits.Permit;
import org.argosy.workers.permits.PermitPool;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that serves a model, under the name that the model has there. Shared by all model names that lead to it. Safe
 * for use by any number of threads.
 */
public final class Route {

    private final Cluster cluster;
    private final ClusterSettings settings;
    private final String remoteModel;
    private final PermitPool permits;
    private final RouteHealth health;
    private final BodyRewriter rewriter;
    private final RouteMeters meters;
    private final RetryBudget retries;
    private volatile boolean paused;

    public Route(
            Cluster cluster,
            ClusterSettings settings,
            String remoteModel,
            PermitPool permits,
            RouteHealth health,
            RetryBudget retries,
            RouteMeters meters) {
        this.cluster = cluster;
        this.settings = settings;
        this.remoteModel = remoteModel;
        this.permits = permits;
        this.health = health;
        this.rewriter = new BodyRewriter(remoteModel);
        this.retries = retries;
        this.meters = meters;
    }

    public Cluster cluster() {
        return cluster;
    }

    public String remoteModel() {
        return remoteModel;
    }

    /** Requests that may be open over all workers. */
    public int maxConcurrency() {
        return settings.maxConcurrency();
    }

    public BodyRewriter rewriter() {
        return rewriter;
    }

    public PermitPool permits() {
        return permits;
    }

    public RouteHealth health() {
        return health;
    }

    public RouteMeters meters() {
        return meters;
    }

    public int maxAttempts() {
        return settings.maxAttempts();
    }

    public Duration firstRetry() {
        return settings.firstRetry();
    }

    /** Permits that are of use now: none while the route is down or paused. */
    public int usablePermits() {
        return health.isUp() && !paused ? permits.limit() : 0;
    }

    /** Whether nothing is sent to it because an operator said so. */
    public boolean isPaused() {
        return paused;
    }

    /** Sends nothing from now on, or goes on; what is open ends by itself. */
    public void pause(boolean pause) {
        paused = pause;
    }

    /** Whether a failed request may be repeated here. */
    boolean mayRepeat() {
        return !retries.isEmpty();
    }

    /**
     * The right to send one request here now; null when the route is down or full.
     *
     * @param repeat whether it repeats one that failed
     * @param claimant who wants it, of those that share the route
     */
    @Nullable
    Grant tryAcquire(boolean repeat, Object claimant) {
        if (repeat && !retries.tryRepeat()) {
            return null;
        }
        Permit permit = enter(claimant);
        if (permit == null) {
            if (repeat) {
                retries.giveBack();
            }
            return null;
        }
        if (repeat) {
            retries.repeated();
        } else {
            retries.sent();
        }
        return new Grant(this, permit);
    }

    private @Nullable Permit enter(Object claimant) {
        if (paused || !health.tryEnter(cluster)) {
            return null;
        }
        Permit permit = permits.tryAcquire(claimant);
        if (permit == null) {
            health.leave();
        }
        return permit;
    }
}
