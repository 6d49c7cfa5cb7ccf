package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.jdbi.v3.core.Handle;

/** Ends a batch of which nothing is owed any more, as the last part of the transaction that wrote its last line. */
final class BatchClosing {

    private final Duration outputLifetime;

    /**
     * @param outputLifetime how long output files live whose batch does not say
     */
    BatchClosing(Duration outputLifetime) {
        this.outputLifetime = outputLifetime;
    }

    /**
     * Publishes the files and moves the batch to its end: cancelled when its owner cancelled it, expired when lines were
     * given up for time, else completed.
     *
     * @param expired true when a line was given up because the window was over
     * @throws StaleWriteException when the batch has ended already; the transaction must be rolled back
     */
    void close(Handle tx, BatchProgress progress, boolean expired, Instant now) {
        Batch batch = tx.createQuery(BatchRows.SELECT + " where b.id = :id for update of b")
                .bind("id", progress.batch().value())
                .map(BatchRows.MAPPER)
                .one();
        Instant expiresAt = now.plus(batch.request().outputExpiresAfter().orElse(outputLifetime));
        BatchResults results = new BatchResults(
                publish(tx, progress.outputFile(), now, expiresAt), publish(tx, progress.errorFile(), now, expiresAt));
        FileRepository.keepHidden(tx, progress.provenanceFile(), expiresAt);
        BatchState end = switch (batch.state()) {
            case BatchState.InProgress s -> end(s.finish(now), expired, now, results);
            case BatchState.Finalizing s -> end(s, expired, now, results);
            case BatchState.Cancelling s -> s.end(now, results);
            case BatchState.Validating s -> throw notRunning(batch);
            case BatchState.Ended s -> throw notRunning(batch);
        };
        BatchRepository.move(tx, batch.id(), batch.state(), end);
    }

    private static BatchState end(BatchState.Finalizing state, boolean expired, Instant now, BatchResults results) {
        return expired ? state.expire(now, results) : state.complete(now, results);
    }

    private static Optional<FileId> publish(Handle tx, FileId file, Instant now, Instant expiresAt) {
        return FileRepository.publish(tx, file, now, Optional.of(expiresAt)) ? Optional.of(file) : Optional.empty();
    }

    private static StaleWriteException notRunning(Batch batch) {
        return new StaleWriteException(
                "batch " + batch.id() + " is " + batch.state().status().wireName());
    }
}
