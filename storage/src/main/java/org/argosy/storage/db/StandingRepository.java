package org.argosy.storage.db;

import java.time.Instant;
import org.argosy.storage.BatchId;
import org.argosy.storage.Priority;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/**
 * Changes how batches stand in the queue, while they may still publish something. Whether a caller may do that is asked
 * before. Safe for use by any number of threads.
 */
public final class StandingRepository {

    private static final String FEEDABLE = " where id = :id and status in ('validating', 'in_progress')";

    private final Jdbi jdbi;

    public StandingRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** False, with nothing changed, when the batch is past that. */
    public boolean pause(BatchId batch, Instant now) {
        return jdbi.withHandle(h -> changed(
                h.createUpdate("update batch set paused_at = coalesce(paused_at, :now)" + FEEDABLE)
                        .bind("now", now),
                batch));
    }

    /** False, with nothing changed, when the batch is past that. */
    public boolean resume(BatchId batch) {
        return jdbi.withHandle(h -> changed(h.createUpdate("update batch set paused_at = null" + FEEDABLE), batch));
    }

    /** False, with nothing changed, when the batch is past that. */
    public boolean prioritise(BatchId batch, Priority priority) {
        return jdbi.withHandle(h -> changed(
                h.createUpdate("update batch set priority = :priority" + FEEDABLE)
                        .bind("priority", priority.wireName()),
                batch));
    }

    private static boolean changed(Update update, BatchId batch) {
        return update.bind("id", batch.value()).execute() == 1;
    }
}
