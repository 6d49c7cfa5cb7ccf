package org.argosy.dispatcher.retention;

import java.time.Clock;
import java.time.Instant;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.db.RetentionRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the plans of batches that have ended: shards and lanes, which nobody reads but who feeds or ends a batch. They would
 * be most of the database's rows before long. Any number of sweepers may run.
 */
public final class PlanSweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlanSweeper.class);
    private static final int SHARDS_AT_ONCE = 500;

    private final RetentionRepository retention;
    private final RetentionSettings settings;
    private final Clock clock;
    private final PeriodicLoop loop;

    public PlanSweeper(RetentionRepository retention, RetentionSettings settings, Clock clock) {
        this.retention = retention;
        this.settings = settings;
        this.clock = clock;
        this.loop = new PeriodicLoop("argosy-plan-sweeper", settings.fileInterval(), this::sweep);
    }

    public void start() {
        loop.start();
    }

    /** One round: everything that is due now. */
    void sweep() {
        Instant before = clock.instant().minus(settings.planAge());
        int steps = 0;
        while (!loop.stopping() && retention.prunePlan(before, SHARDS_AT_ONCE)) {
            steps++;
        }
        if (steps > 0) {
            LOG.atInfo().addKeyValue("steps", steps).log("Swept plans of ended batches");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
