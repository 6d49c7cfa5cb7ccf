package org.argosy.storage.db;

import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which lines a batch runs again for another one. A line of the parent belongs to one child at most, so nothing runs
 * twice however many retries are asked for at once; what a child could not do is retried through the child. Children whose
 * planning failed or was cancelled ran nothing and hold nothing. Safe for use by any number of threads.
 */
public final class RetryRepository {

    private final Jdbi jdbi;

    public RetryRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Where the results of an ended batch are.
     *
     * @param lines with an outcome; not to be modified
     * @param completed how many of them succeeded
     */
    public record Results(RoaringBitmap lines, int completed, FileId error, FileId provenance) {}

    /** The results of a batch; empty when it was never planned. */
    public Optional<Results> results(BatchId batch) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select completed_lines, completed, error_file_id, provenance_file_id from progress
                         where batch_id = :id
                        """)
                .bind("id", batch.value())
                .map((rs, ctx) -> new Results(
                        Bitmaps.read(rs.getBytes("completed_lines")),
                        rs.getInt("completed"),
                        new FileId(rs.getString("error_file_id")),
                        new FileId(rs.getString("provenance_file_id"))))
                .findOne());
    }

    /** The lines that a batch was given; empty when that is not decided yet, and for a batch that is no retry. */
    public Optional<RoaringBitmap> selected(BatchId batch) {
        return jdbi.withHandle(h -> h.createQuery("select lines from batch_selection where batch_id = :id")
                .bind("id", batch.value())
                .map((rs, ctx) -> Bitmaps.read(rs.getBytes("lines")))
                .findOne());
    }

    /**
     * Gives a batch those lines of its parent that no other child has.
     *
     * @param wanted is left with the lines that were given
     * @return false, with nothing given, when the claim no longer holds
     */
    public boolean give(PlanClaim claim, BatchId parent, RoaringBitmap wanted) {
        return jdbi.inTransaction(tx -> {
            tx.execute("select 1 from batch where id = ? for update", parent.value());
            taken(tx, parent, claim.batch().id()).forEach(wanted::andNot);
            return tx.createUpdate("""
                            insert into batch_selection (batch_id, lines)
                            select id, :lines from batch
                             where id = :id and plan_epoch = :epoch and status = 'validating'
                            """)
                            .bind("lines", Bitmaps.bytes(wanted))
                            .bind("id", claim.batch().id().value())
                            .bind("epoch", claim.epoch())
                            .execute()
                    == 1;
        });
    }

    private static List<RoaringBitmap> taken(Handle tx, BatchId parent, BatchId child) {
        return tx.createQuery("""
                        select s.lines from batch b join batch_selection s on s.batch_id = b.id
                         where parent_id = :parent and id <> :child
                           and (status = 'validating' or exists (select 1 from progress p where p.batch_id = b.id))
                        """)
                .bind("parent", parent.value())
                .bind("child", child.value())
                .map((rs, ctx) -> Bitmaps.read(rs.getBytes("lines")))
                .list();
    }
}
