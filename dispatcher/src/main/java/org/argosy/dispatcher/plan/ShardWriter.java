package org.argosy.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.argosy.storage.Lane;
import org.argosy.storage.Shard;
import org.argosy.storage.db.PlanRepository;

/** Writes the shards of one plan in chunks, each of which also keeps the claim alive. Not thread-safe. */
final class ShardWriter {

    private final ClaimKeeper keeper;
    private final PlanRepository plans;
    private final int shardsPerInsert;
    private final List<Shard> waiting = new ArrayList<>();
    private boolean begun;

    ShardWriter(ClaimKeeper keeper, PlanRepository plans, int shardsPerInsert) {
        this.keeper = keeper;
        this.plans = plans;
        this.shardsPerInsert = shardsPerInsert;
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
        if (waiting.isEmpty() || (waiting.size() < shardsPerInsert && !keeper.isDue())) {
            return keeper.keep();
        }
        boolean kept = plans.addShards(keeper.claim(), !begun, waiting, keeper.extended());
        begun = true;
        waiting.clear();
        return kept;
    }

    /** Writes the last shards and starts the batch; false when the batch is no longer this planner's. */
    boolean finish(List<Lane> lanes, Instant now) {
        boolean started = plans.start(keeper.claim(), !begun, waiting, lanes, now);
        if (!started) {
            plans.discard(keeper.claim());
        }
        return started;
    }
}
