package org.argosy.dispatcher.finish;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.BatchProgress;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.FinishRepository;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.db.StaleWriteException;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.exc.StreamReadException;

/** Fails what batches are owed and ends them, a few batches at a time. Safe for use by any number of threads. */
final class BatchEnder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchEnder.class);

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final ObjectStore store;
    private final FinishRepository batches;
    private final FileRepository files;
    private final RetryRepository retries;
    private final FinisherSettings settings;
    private final InstantSource clock;
    private final Set<BatchId> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final Outage outage = new Outage(LOG, "ending a batch");
    private volatile long pausedUntilNanos = System.nanoTime();

    BatchEnder(
            ObjectStore store,
            FinishRepository batches,
            FileRepository files,
            RetryRepository retries,
            FinisherSettings settings,
            InstantSource clock) {
        this.store = store;
        this.batches = batches;
        this.files = files;
        this.retries = retries;
        this.settings = settings;
        this.clock = clock;
        this.threads = Executors.newFixedThreadPool(
                settings.parallelBatches(),
                Thread.ofPlatform().name("argosy-finisher-", 0).daemon().factory());
    }

    /**
     * Starts to end a batch, unless that is under way or something failed a moment ago. Whatever goes wrong is tried again
     * when it is asked for again.
     */
    void end(Batch batch, LineFailure failure) {
        if (System.nanoTime() - pausedUntilNanos >= 0 && underWay.add(batch.id())) {
            threads.execute(() -> {
                try {
                    endNow(batch, failure);
                    outage.succeeded();
                } catch (StaleWriteException e) {
                    LOG.atInfo()
                            .addKeyValue("batch", batch.id())
                            .addKeyValue("reason", e.getMessage())
                            .log("Somebody else ends the batch");
                } catch (RuntimeException e) {
                    pausedUntilNanos = System.nanoTime() + outage.failed(e).toNanos();
                } finally {
                    underWay.remove(batch.id());
                }
            });
        }
    }

    private void endNow(Batch batch, LineFailure failure) {
        Instant now = clock.instant();
        BatchProgress taken =
                batches.takeOver(batch.id(), now, now.plus(settings.lease())).orElse(null);
        if (taken == null) {
            return;
        }
        try {
            failOwed(batch, taken, failure);
        } catch (StaleWriteException e) {
            throw e;
        } catch (RuntimeException e) {
            batches.giveBack(batch.id(), clock.instant());
            throw e;
        }
    }

    private void failOwed(Batch batch, BatchProgress taken, LineFailure failure) {
        OwedLines owed = new OwedLines(
                batches,
                store,
                taken,
                files.inputSegments(batch.id()),
                retries.selected(batch.id()),
                failure,
                settings,
                clock);
        try {
            owed.fail();
        } catch (ObjectNotFoundException | StreamReadException e) {
            LOG.atError()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("files", batch.request().input().files())
                    .setCause(e)
                    .log("The input is gone or is not what was planned");
        }
        BatchProgress progress = owed.progress();
        if (progress.owed() > 0) {
            LOG.atError()
                    .addKeyValue("batch", batch.id())
                    .addKeyValue("lines", progress.owed())
                    .log(
                            "Custom ids cannot be read from the input, so these lines fail without a line in the error file");
        }
        batches.close(progress, failure == LineFailure.EXPIRED, clock.instant());
        LOG.atInfo()
                .addKeyValue("batch", batch.id())
                .addKeyValue("reason", failure.code())
                .addKeyValue("lines", taken.owed())
                .log("Ended");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.atWarn().log("A batch is still being ended, which ends by itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
