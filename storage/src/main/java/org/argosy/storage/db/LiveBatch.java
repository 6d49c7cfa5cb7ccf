package org.argosy.storage.db;

import java.util.ArrayList;
import java.util.List;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchState;

/**
 * A batch, and how often its progress was written. Immutable.
 *
 * @param version 0 until lines were written
 */
public record LiveBatch(Batch batch, long version) {

    /**
     * The states that it went through, in order, up to the one that it is in: they follow from its times, so every process
     * that reads the batch counts the same.
     */
    public List<BatchState> states() {
        BatchState now = batch.state();
        List<BatchState> states = new ArrayList<>();
        states.add(new BatchState.Validating());
        now.inProgressAt().ifPresent(at -> states.add(new BatchState.InProgress(now.inProgressAt())));
        now.finalizingAt()
                .ifPresent(at -> states.add(new BatchState.Finalizing(now.inProgressAt(), now.finalizingAt())));
        now.cancellingAt()
                .ifPresent(at -> states.add(new BatchState.Cancelling(now.inProgressAt(), now.finalizingAt(), at)));
        if (now instanceof BatchState.Ended) {
            states.add(now);
        }
        return List.copyOf(states);
    }
}
