package org.argosy.dispatcher.collect;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.BatchProgress;

/**
 * What the ledger last said about batches, including that it takes none of their outcomes. What it says may be out of
 * date: a write that is based on it is then refused. Forgets the longest unused first. Not for use by several threads at
 * once.
 */
final class ProgressCache {

    private static final int OVERHEAD = 512;

    private final Map<BatchId, Optional<BatchProgress>> known = new LinkedHashMap<>(64, 0.75f, true);
    private final long budget;
    private long size;

    /**
     * @param budget bytes of memory that it may hold, about
     */
    ProgressCache(long budget) {
        this.budget = budget;
    }

    /** True when the ledger was asked about the batch. */
    boolean knows(BatchId batch) {
        return known.containsKey(batch);
    }

    /** The progress of a batch; empty when it takes no outcomes and when nothing is known. */
    Optional<BatchProgress> find(BatchId batch) {
        return known.getOrDefault(batch, Optional.empty());
    }

    void put(BatchId batch, Optional<BatchProgress> progress) {
        remove(batch);
        known.put(batch, progress);
        size += weight(progress);
        Iterator<Map.Entry<BatchId, Optional<BatchProgress>>> eldest =
                known.entrySet().iterator();
        while (size > budget && known.size() > 1) {
            size -= weight(eldest.next().getValue());
            eldest.remove();
        }
    }

    void clear() {
        known.clear();
        size = 0;
    }

    private void remove(BatchId batch) {
        Optional<BatchProgress> old = known.remove(batch);
        if (old != null) {
            size -= weight(old);
        }
    }

    private static long weight(Optional<BatchProgress> progress) {
        return OVERHEAD + progress.map(p -> p.lines().getLongSizeInBytes()).orElse(0L);
    }
}
