package org.argosy.dispatcher.finish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.FinishRepository;
import org.argosy.storage.db.OpenLines;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.objects.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the batches that do not end by themselves: cancelled ones and those whose window is over. The table says which;
 * a call to {@link #wake} only makes it look at once. Requests that are open get a grace to end; what is owed then fails. Any
 * number of finishers may run. Survives Kafka, PostgreSQL and the object store being away. Safe for use by any number of
 * threads.
 */
public final class Finisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Finisher.class);

    private static final int PAGE = 200;
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final FinishRepository batches;
    private final FinisherSettings settings;
    private final InstantSource clock;
    private final DropOrders drops;
    private final BatchEnder ender;
    private final Semaphore wake = new Semaphore(0);
    private final Outage outage = new Outage(LOG, "ending batches");
    private final Thread thread = Thread.ofPlatform().name("argosy-finisher").unstarted(this::run);

    /**
     * @param kafka how to reach Kafka: client properties
     */
    public Finisher(
            Map<String, Object> kafka,
            ObjectStore store,
            FinishRepository batches,
            FileRepository files,
            RetryRepository retries,
            FinisherSettings settings,
            InstantSource clock) {
        this.batches = batches;
        this.settings = settings;
        this.clock = clock;
        this.drops = new DropOrders(kafka, clock);
        this.ender = new BatchEnder(store, batches, files, retries, settings, clock);
    }

    /** Begins to end batches. Does not block. */
    public void start() {
        thread.start();
    }

    /** Looks for batches at once. */
    public void wake() {
        wake.release();
    }

    /** Stops within seconds. A batch that is being ended goes on elsewhere, where it was left. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(JOIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ender.close();
        drops.close();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration pause = settings.poll();
                try {
                    look();
                    outage.succeeded();
                } catch (RuntimeException e) {
                    pause = outage.failed(e);
                }
                if (wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Instant now = clock.instant();
        Optional<BatchId> after = Optional.empty();
        List<Batch> page;
        do {
            page = batches.due(now, after, PAGE);
            page.forEach(batch -> take(batch, now));
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    private void take(Batch batch, Instant now) {
        switch (batch.state()) {
            case BatchState.Validating s -> expireUnplanned(batch, s, now);
            case BatchState.InProgress s -> batches.move(batch, s.finish(now));
            case BatchState.Finalizing s ->
                endWhenQuiet(batch, s.finalizingAt().orElse(now), settings.expiryGrace(), LineFailure.EXPIRED, now);
            case BatchState.Cancelling s -> cancel(batch, s, now);
            case BatchState.Ended s ->
                LOG.atDebug().addKeyValue("batch", batch.id()).log("Has ended by itself");
        }
    }

    private void expireUnplanned(Batch batch, BatchState.Validating state, Instant now) {
        if (batches.move(batch, state.expire(now))) {
            LOG.atWarn().addKeyValue("batch", batch.id()).log("The window ended before the batch was validated");
        }
    }

    private void cancel(Batch batch, BatchState.Cancelling state, Instant now) {
        if (!batches.endUnplanned(batch, state, now)) {
            drops.order(batch);
            endWhenQuiet(batch, state.requestedAt(), settings.cancelGrace(), LineFailure.CANCELLED, now);
        }
    }

    /** Ends a batch when no worker can be busy with it any more, or when the grace is over. */
    private void endWhenQuiet(Batch batch, Instant since, Duration grace, LineFailure failure, Instant now) {
        if (now.isBefore(since.plus(settings.settle()))) {
            return;
        }
        boolean open = batches.open(batch.id()).map(OpenLines::any).orElse(false);
        if (!open || !now.isBefore(since.plus(grace))) {
            ender.end(batch, failure);
        }
    }
}
