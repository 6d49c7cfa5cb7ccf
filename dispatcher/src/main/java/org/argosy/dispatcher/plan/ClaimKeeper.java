package org.argosy.dispatcher.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;

/**
 * Keeps a batch a planner's own while the planner gets on with it: whatever takes long asks at each step. A planner that
 * hangs loses its batch. Not thread-safe.
 */
final class ClaimKeeper {

    private final PlanClaim claim;
    private final PlanRepository plans;
    private final Duration lease;
    private final InstantSource clock;
    private Instant due;

    /**
     * @param claim that was made or extended a moment ago
     */
    ClaimKeeper(PlanClaim claim, PlanRepository plans, Duration lease, InstantSource clock) {
        this.claim = claim;
        this.plans = plans;
        this.lease = lease;
        this.clock = clock;
        this.due = clock.instant().plus(step());
    }

    PlanClaim claim() {
        return claim;
    }

    /** How long a step may take. */
    Duration step() {
        return lease.dividedBy(3);
    }

    /**
     * Extends the claim when that is due.
     *
     * @return false when the batch is no longer this planner's
     */
    boolean keep() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("planning of " + claim.batch().id() + " was stopped");
        }
        return !isDue() || plans.keep(claim, extended());
    }

    boolean isDue() {
        return clock.instant().isAfter(due);
    }

    /** The end of the claim when it is extended now, which the caller does. */
    Instant extended() {
        Instant now = clock.instant();
        due = now.plus(step());
        return now.plus(lease);
    }
}
