package org.argosy.dispatcher.collect;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.argosy.storage.db.BatchProgress;
import org.argosy.storage.db.OffsetMove;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.db.ProgressAddition;
import org.argosy.storage.objects.ObjectStore;

/** Writes a buffer: first the segments, then one transaction. Safe for use by any number of threads. */
final class Flusher implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final OutcomeLedger ledger;
    private final SegmentWriter segments;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("argosy-collector-write-", 0).factory());

    Flusher(ObjectStore store, OutcomeLedger ledger, int parallelPuts, InstantSource clock) {
        this.ledger = ledger;
        this.segments = new SegmentWriter(store, parallelPuts);
        this.clock = clock;
    }

    /**
     * Starts to write a buffer that nobody changes any more.
     *
     * @param onEnd runs when it has ended, well or not
     * @return the new progress of the buffer's batches, or why nothing may have been written
     */
    CompletableFuture<List<BatchProgress>> write(OffsetMove move, OutcomeBuffer buffer, Runnable onEnd) {
        CompletableFuture<List<BatchProgress>> written = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                written.complete(ledger.record(move, put(buffer), clock.instant()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                written.completeExceptionally(e);
            } catch (ExecutionException e) {
                written.completeExceptionally(e.getCause() == null ? e : e.getCause());
            } catch (Throwable e) {
                written.completeExceptionally(e);
            } finally {
                onEnd.run();
            }
        });
        return written;
    }

    private List<ProgressAddition> put(OutcomeBuffer buffer) throws InterruptedException, ExecutionException {
        List<Future<ProgressAddition>> puts = new ArrayList<>();
        for (BatchBuffer batch : buffer.batches()) {
            puts.add(threads.submit(() -> segments.write(batch)));
        }
        List<ProgressAddition> additions = new ArrayList<>();
        for (Future<ProgressAddition> put : puts) {
            additions.add(put.get());
        }
        return additions;
    }

    /** Gives writes that have begun a few seconds to end. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
