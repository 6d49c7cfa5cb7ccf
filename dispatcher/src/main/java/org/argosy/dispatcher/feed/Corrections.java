package org.argosy.dispatcher.feed;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.argosy.storage.BatchId;

/**
 * How estimates of tokens are corrected by what a model really used: used over estimated tokens, of the model as a running
 * mean, of each batch from what it has used so far, starting from the model's. Bounded, so that no report of a server makes a
 * line free or endless. Not thread-safe.
 */
final class Corrections {

    static final double LEAST = 1 / 64.0;
    static final double MOST = 64;

    /** Estimated tokens over which the model's mean runs. */
    private static final double MEMORY = 1_000_000;

    /** The first guess, that estimates are right, weighs as much as so many tokens. */
    private static final double PRIOR = 4_096;

    private final Map<BatchId, Total> batches = new HashMap<>();
    private double used = PRIOR;
    private double estimated = PRIOR;

    private record Total(double used, double estimated) {}

    /**
     * Notes what a batch has used so far, over all its lines that succeeded. Sums that fall are of a batch that was counted
     * anew and say nothing.
     *
     * @param batchUsed tokens, as the model told
     * @param batchEstimated what was estimated for the same lines
     */
    void observe(BatchId batch, double batchUsed, double batchEstimated) {
        Total before = batches.getOrDefault(batch, new Total(0, 0));
        double newUsed = batchUsed - before.used();
        double newEstimated = batchEstimated - before.estimated();
        if (newUsed <= 0 || newEstimated <= 0) {
            // Nothing new, or a server that tells no usage.
            return;
        }
        batches.put(batch, new Total(batchUsed, batchEstimated));
        double kept = Math.max(0, 1 - newEstimated / MEMORY);
        used = used * kept + newUsed;
        estimated = estimated * kept + newEstimated;
    }

    /** Forgets all batches but these. */
    void retain(Collection<BatchId> present) {
        batches.keySet().retainAll(present);
    }

    /** The factor for a batch of which nothing is known. */
    double ofModel() {
        return bounded(used / estimated);
    }

    /** The factor for the lines of a batch. */
    double of(BatchId batch) {
        Total own = batches.get(batch);
        return own == null ? ofModel() : bounded((own.used() + PRIOR * ofModel()) / (own.estimated() + PRIOR));
    }

    private static double bounded(double factor) {
        return Math.clamp(factor, LEAST, MOST);
    }
}
