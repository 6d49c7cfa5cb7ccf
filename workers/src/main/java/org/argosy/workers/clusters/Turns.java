package org.argosy.workers.clusters;

import java.time.Duration;

/** Whose turn it is to ask a model that may be cold, so that all workers together wake and probe it as one would. */
public interface Turns {

    /** For a worker that is alone. */
    Turns ALONE = (_, _, _, _) -> Duration.ZERO;

    /**
     * Takes the turn if it may ask now. Does not block.
     *
     * @param pause between two requests, over all workers
     * @param isCold whether the model is known to be
     * @return zero when it may ask, which it then does; else how long to wait
     */
    Duration take(String cluster, String remoteModel, Duration pause, boolean isCold);
}
