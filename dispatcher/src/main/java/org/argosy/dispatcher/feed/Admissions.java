package org.argosy.dispatcher.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.dispatcher.plan.Planner;
import org.argosy.storage.db.LaneAdmission;

/**
 * Lets lanes be fed that waited for room in their tenant's quota of tokens, and counts batches that did not wait. Any
 * number of processes may do so at once. Safe for use by any number of threads.
 */
public final class Admissions implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final LaneAdmission lanes;
    private final Runnable admitted;
    private final Counter refused;
    private final PeriodicLoop loop = new PeriodicLoop("argosy-admission", INTERVAL, this::admit);

    /**
     * @param admitted called when there is something new to feed
     */
    public Admissions(LaneAdmission lanes, Runnable admitted, MeterRegistry registry) {
        this.lanes = lanes;
        this.admitted = admitted;
        this.refused = Counter.builder("argosy.quota.refused")
                .description("Requests and batches for which a tenant's quota had no room")
                .tag("quota", "enqueued_tokens")
                .register(registry);
    }

    public void start() {
        loop.start();
    }

    /** Takes note of a batch that was planned. */
    public void planned(Planner.Result result) {
        switch (result) {
            case PLANNED -> admitted.run();
            case OVER_QUOTA -> refused.increment();
            case FAILED, LOST -> {}
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    private void admit() {
        if (lanes.admitWaiting() > 0) {
            admitted.run();
        }
    }
}
