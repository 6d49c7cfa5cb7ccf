package org.argosy.dispatcher.collect;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.BatchProgress;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of one partition between two offsets, by batch. It is filled by the collector's thread and then handed to the
 * one that writes it, and never changed from then on.
 */
final class OutcomeBuffer {

    /** Bytes in the object store weigh less than bytes in memory, but a segment must come to an end. */
    private static final int LARGE_BYTES_DISCOUNT = 16;

    private final Map<BatchId, BatchBuffer> batches = new HashMap<>();
    private final long firstNanos;
    private long nextOffset;
    private long memory;
    private long largeBytes;
    private boolean urgent;

    /**
     * @param firstNanos when its first record came, as {@link System#nanoTime} has it
     */
    OutcomeBuffer(long firstNanos, long nextOffset) {
        this.firstNanos = firstNanos;
        this.nextOffset = nextOffset;
    }

    /** The buffer of a batch that has lines in here. */
    @Nullable
    BatchBuffer find(BatchId batch) {
        return batches.get(batch);
    }

    /** Starts the buffer of a batch. */
    BatchBuffer start(BatchProgress base, int owed) {
        BatchBuffer buffer = new BatchBuffer(base, owed);
        batches.put(base.batch(), buffer);
        memory += buffer.memory();
        return buffer;
    }

    void add(BatchBuffer buffer, Outcome outcome) {
        long before = buffer.memory();
        long largeBefore = buffer.largeBytes();
        buffer.add(outcome);
        memory += buffer.memory() - before;
        largeBytes += buffer.largeBytes() - largeBefore;
        urgent |= buffer.owed() == 0;
    }

    void readTo(long offset) {
        nextOffset = offset;
    }

    /** Puts batches on top of their newer progress. */
    void rebase(List<BatchProgress> newer) {
        for (BatchProgress progress : newer) {
            BatchBuffer buffer = batches.get(progress.batch());
            if (buffer != null) {
                buffer.rebase(progress);
            }
        }
    }

    Collection<BatchBuffer> batches() {
        return batches.values();
    }

    /** The offset behind its last record. */
    long nextOffset() {
        return nextOffset;
    }

    /** True when a batch in it is owed nothing more. */
    boolean urgent() {
        return urgent;
    }

    long memory() {
        return memory;
    }

    /** What decides when it is large enough to be written. */
    long weight() {
        return memory + largeBytes / LARGE_BYTES_DISCOUNT;
    }

    long ageNanos(long now) {
        return now - firstNanos;
    }
}
