package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.jdbi.v3.core.Jdbi;

/**
 * Batches that must end although lines are owed: cancelled ones, and those whose window is over. A finisher takes a batch
 * over before it fails what is owed; from then on no outcome counts, and every write of another finisher is refused.
 */
public final class FinishRepository {

    private final Jdbi jdbi;
    private final BatchClosing closing;

    /**
     * @param outputLifetime how long output files live whose batch does not say
     */
    public FinishRepository(Jdbi jdbi, Duration outputLifetime) {
        this.jdbi = jdbi;
        this.closing = new BatchClosing(outputLifetime);
    }

    /**
     * Batches that are being cancelled or whose window is over, in the order of their ids.
     *
     * @param after the last batch that was seen; empty for the first page
     * @param limit batches on the page
     */
    public List<Batch> due(Instant now, Optional<BatchId> after, int limit) {
        return jdbi.withHandle(h -> h.createQuery(BatchRows.SELECT + """
                         where (b.status = 'cancelling'
                            or (b.status in ('validating', 'in_progress', 'finalizing') and b.expires_at <= :now))
                           and b.id > :after order by b.id limit :limit
                        """)
                .bind("now", now)
                .bind("after", after.map(BatchId::value).orElse(""))
                .bind("limit", limit)
                .map(BatchRows.MAPPER)
                .list());
    }

    /**
     * Moves a batch to another state that it does not end in, or to its end when it was never planned.
     *
     * @return false, with nothing changed, when it is no longer in the state that it was read in
     */
    public boolean move(Batch batch, BatchState to) {
        return jdbi.inTransaction(tx -> BatchRepository.move(tx, batch.id(), batch.state(), to));
    }

    /**
     * Ends a cancelled batch that was never planned, so that it has no lines and no files.
     *
     * @return false, with nothing changed, when it was planned
     */
    public boolean endUnplanned(Batch batch, BatchState.Cancelling state, Instant now) {
        return jdbi.inTransaction(tx -> {
            boolean planned = tx.createQuery("select exists (select 1 from progress where batch_id = :id)")
                    .bind("id", batch.id().value())
                    .mapTo(Boolean.class)
                    .one();
            return !planned && BatchRepository.move(tx, batch.id(), state, state.end(now, BatchResults.NONE));
        });
    }

    /** How far a batch's lines have come; empty when it was never planned. */
    public Optional<OpenLines> open(BatchId batch) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select p.completed + p.failed collected,
                               (select coalesce(sum(l.published_lines), 0) from lane l where l.batch_id = :id) published
                          from progress p where p.batch_id = :id
                        """)
                .bind("id", batch.value())
                .map((rs, ctx) -> new OpenLines(rs.getInt("published"), rs.getInt("collected")))
                .findOne());
    }

    /**
     * Takes a batch over, unless another finisher has it.
     *
     * @param until when another finisher may take it, should this one not write any more
     */
    public Optional<BatchProgress> takeOver(BatchId batch, Instant now, Instant until) {
        return jdbi.inTransaction(tx -> {
            int taken = tx.createUpdate("""
                            update progress set closing_until = :until, version = version + 1
                             where batch_id = :id and (closing_until is null or closing_until <= :now)
                            """)
                    .bind("id", batch.value())
                    .bind("until", until)
                    .bind("now", now)
                    .execute();
            return taken == 0
                    ? Optional.<BatchProgress>empty()
                    : tx.createQuery(ProgressRows.SELECT + " where p.batch_id = :id and b.status in "
                                    + ProgressRows.RUNNING)
                            .bind("id", batch.value())
                            .map(ProgressRows.MAPPER)
                            .findOne();
        });
    }

    /** Lets other finishers take a batch over at once. */
    public void giveBack(BatchId batch, Instant now) {
        jdbi.useHandle(h -> h.createUpdate(
                        "update progress set closing_until = :now where batch_id = :id and closing_until is not null")
                .bind("now", now)
                .bind("id", batch.value())
                .execute());
    }

    /** Shards that end at or behind a line, in the order of their first lines. */
    public List<LineRange> rangesFrom(BatchId batch, int line, int limit) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select first_line, last_line, byte_offset, byte_length from shard
                         where batch_id = :id and last_line >= :line order by first_line, last_line desc limit :limit
                        """)
                .bind("id", batch.value())
                .bind("line", line)
                .bind("limit", limit)
                .map((rs, ctx) -> new LineRange(
                        rs.getInt("first_line"),
                        rs.getInt("last_line"),
                        rs.getLong("byte_offset"),
                        rs.getLong("byte_length")))
                .list());
    }

    /**
     * Writes lines of a batch that was taken over.
     *
     * @param until when another finisher may take the batch, should this one not write any more
     * @throws StaleWriteException when another finisher has it; nothing was written
     */
    public BatchProgress write(ProgressAddition addition, Instant now, Instant until) {
        return jdbi.inTransaction(tx -> {
            BatchProgress result = ProgressRows.add(tx, List.of(addition), now).getFirst();
            tx.createUpdate("update progress set closing_until = :until where batch_id = :id")
                    .bind("until", until)
                    .bind("id", result.batch().value())
                    .execute();
            UsageRepository.add(tx, List.of(addition), now);
            return result;
        });
    }

    /**
     * Ends a batch that was taken over. Lines that are still owed, because the input cannot be read any more, count as
     * failed and have no line in any file.
     *
     * @param expired true when they fail because the window is over
     * @throws StaleWriteException when the batch has ended or another finisher has it; nothing was changed
     */
    public void close(BatchProgress progress, boolean expired, Instant now) {
        jdbi.useTransaction(tx -> {
            int lost = progress.owed();
            int updated = tx.createUpdate("""
                            update progress set version = version + 1, failed = failed + :lost,
                                   expired = expired + :expired, updated_at = :now
                             where batch_id = :id and version = :version
                            """)
                    .bind("id", progress.batch().value())
                    .bind("version", progress.version())
                    .bind("lost", lost)
                    .bind("expired", expired ? lost : 0)
                    .bind("now", now)
                    .execute();
            if (updated != 1) {
                throw new StaleWriteException(
                        "batch " + progress.batch() + " is no longer at version " + progress.version());
            }
            closing.close(tx, progress, progress.expired() > 0 || (expired && lost > 0), now);
        });
    }
}
