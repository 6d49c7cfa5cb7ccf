package org.argosy.api.events;

import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.db.LiveBatch;

/**
 * A batch at one moment, together with what clients are told of it, which is made once for all of them. Immutable.
 *
 * @param json the batch object
 */
public record Snapshot(LiveBatch live, EventId id, String json) {

    static Snapshot of(LiveBatch live, String json) {
        return new Snapshot(live, new EventId(live.states().size(), live.version()), json);
    }

    public BatchId batch() {
        return live.batch().id();
    }

    public boolean ended() {
        return live.batch().state() instanceof BatchState.Ended;
    }

    /** True when it tells something that a client does not know. */
    boolean tellsMoreThan(EventId known) {
        return id.states() > known.states() || id.version() > known.version();
    }
}
