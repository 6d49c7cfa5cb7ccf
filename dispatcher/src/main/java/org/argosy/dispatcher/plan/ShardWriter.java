package org.argosy.dispatcher.plan;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.argosy.storage.Lane;
import org.argosy.storage.Shard;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;

/**
 * Writes the shards of one plan in chunks and keeps the claim alive: with each chunk, and when a third of the lease has
 * gone by without one. Not thread-safe.
 */
final class ShardWriter {

    private static final int LINES_PER_LOOK = 256;

    private final PlanClaim claim;
    private final PlanRepository plans;
    private final PlannerSettings settings;
    private final InstantSource clock;
    private final List<Shard> waiting = new ArrayList<>();
    private Instant written;
    private boolean begun;
    private int linesToLook = LINES_PER_LOOK;

    ShardWriter(PlanClaim claim, PlanRepository plans, PlannerSettings settings, InstantSource clock) {
        this.claim = claim;
        this.plans = plans;
        this.settings = settings;
        this.clock = clock;
        this.written = clock.instant();
    }

    void add(Shard shard) {
        waiting.add(shard);
    }

    /**
     * To be called for each line: writes what is due.
     *
     * @return false when the batch is no longer this planner's
     */
    boolean keep() throws InterruptedException {
        if (--linesToLook > 0) {
            return true;
        }
        linesToLook = LINES_PER_LOOK;
        if (Thread.interrupted()) {
            throw new InterruptedException("planning of " + claim.batch().id() + " was stopped");
        }
        Instant now = clock.instant();
        boolean due = now.isAfter(written.plus(settings.lease().dividedBy(3)));
        boolean idle = waiting.size() < settings.shardsPerInsert() && !due;
        return idle || write(now);
    }

    /** Writes the last shards and starts the batch; false when the batch is no longer this planner's. */
    boolean finish(List<Lane> lanes, Instant now) {
        boolean started = plans.start(claim, !begun, waiting, lanes, now);
        if (!started) {
            plans.discard(claim);
        }
        return started;
    }

    private boolean write(Instant now) {
        boolean kept = plans.addShards(claim, !begun, waiting, now.plus(settings.lease()));
        begun = true;
        waiting.clear();
        written = now;
        return kept;
    }
}
