package org.argosy.storage.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.Scope;
import org.argosy.storage.Segment;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a batch and all the retries that came of it have done so far, at one moment. Safe for use by any number of
 * threads.
 */
public final class FamilyRepository {

    private final Jdbi jdbi;

    public FamilyRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * One batch of a family that has been planned.
     *
     * @param parent empty for the one that was asked for
     * @param lines that have an outcome; not to be modified
     * @param completed how many of them succeeded
     */
    public record Member(
            BatchId batch,
            Optional<BatchId> parent,
            RoaringBitmap lines,
            int completed,
            List<Segment> output,
            List<Segment> error,
            List<Segment> provenance) {}

    private record Row(
            BatchId batch,
            Optional<BatchId> parent,
            RoaringBitmap lines,
            int completed,
            FileId output,
            FileId error,
            FileId provenance) {}

    /**
     * A batch and its descendants, each behind its parent.
     *
     * @param limit most members
     * @param now files that were deleted or have expired by then have no segments
     * @return nothing when there is no such batch in the scope or it was never planned; one more than the limit when there are more
     */
    public List<Member> family(Scope scope, BatchId root, int limit, Instant now) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, tx -> {
            List<Member> members = new ArrayList<>();
            for (Row row : rows(tx, scope, root, limit + 1)) {
                members.add(new Member(
                        row.batch(),
                        row.parent(),
                        row.lines(),
                        row.completed(),
                        segments(tx, row.output(), now),
                        segments(tx, row.error(), now),
                        segments(tx, row.provenance(), now)));
            }
            return members;
        });
    }

    private static List<Segment> segments(Handle tx, FileId file, Instant now) {
        boolean there = tx.createQuery("select exists (select 1 from file where id = :id and deleted_at is null"
                        + " and (expires_at is null or expires_at > :now))")
                .bind("id", file.value())
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
        return there ? FileRepository.firstSegments(tx, file, Integer.MAX_VALUE) : List.of();
    }

    private static List<Row> rows(Handle tx, Scope scope, BatchId root, int limit) {
        return Scoped.bind(tx.createQuery("""
                        with recursive family (id, parent_id, generation) as (
                            select id, null::text, 0 from batch where id = :root and %s
                            union all
                            select b.id, b.parent_id, f.generation + 1 from batch b join family f on b.parent_id = f.id)
                        select f.id, f.parent_id, p.completed_lines, p.completed, p.output_file_id, p.error_file_id,
                               p.provenance_file_id
                          from family f join progress p on p.batch_id = f.id
                         order by f.generation, f.id limit :limit
                        """.formatted(Scoped.where(scope, "tenant_id"))), scope)
                .bind("root", root.value())
                .bind("limit", limit)
                .map((rs, ctx) -> row(rs))
                .list();
    }

    private static Row row(ResultSet rs) throws SQLException {
        return new Row(
                new BatchId(rs.getString("id")),
                Rows.string(rs, "parent_id").map(BatchId::new),
                Bitmaps.read(rs.getBytes("completed_lines")),
                rs.getInt("completed"),
                new FileId(rs.getString("output_file_id")),
                new FileId(rs.getString("error_file_id")),
                new FileId(rs.getString("provenance_file_id")));
    }
}
