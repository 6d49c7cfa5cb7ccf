package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import org.argosy.storage.FileId;
import org.argosy.storage.FilePurpose;
import org.argosy.storage.Segment;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Finds output files of many segments and puts one segment in the place of several. Safe for use by any number of threads. */
public final class MergeRepository {

    private final Jdbi jdbi;

    public MergeRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Output files of more segments than that, those of most segments first.
     *
     * @param since files that were finished before are left out
     */
    public List<FileId> fragmented(int segments, Instant since, int limit) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select s.file_id from segment s join file f on f.id = s.file_id
                         where f.purpose = :purpose and f.deleted_at is null
                           and (f.ready_at is null or f.ready_at >= :since)
                         group by s.file_id having count(*) > :segments order by count(*) desc limit :limit
                        """)
                .bind("purpose", FilePurpose.BATCH_OUTPUT.wireName())
                .bind("since", since)
                .bind("segments", segments)
                .bind("limit", limit)
                .map((rs, ctx) -> new FileId(rs.getString("file_id")))
                .list());
    }

    /** The first segments of a file. */
    public List<Segment> firstSegments(FileId file, int limit) {
        return jdbi.withHandle(h -> FileRepository.firstSegments(h, file, limit));
    }

    /**
     * Puts one segment in the place of adjacent ones and retires their objects.
     *
     * @return false, with nothing changed, when any of them is no longer there
     */
    public boolean replace(FileId file, List<Segment> run, Segment merged, Instant now) {
        List<String> keys = run.stream().map(Segment::objectKey).toList();
        return jdbi.inTransaction(tx -> {
            if (delete(tx, file, keys) != keys.size()) {
                tx.rollback();
                return false;
            }
            FileRepository.insertSegment(tx, file, merged);
            tx.createUpdate("insert into retired_object (object_key, retired_at) select k, :now from unnest(:keys) k")
                    .bind("now", now)
                    .bindArray("keys", String.class, keys)
                    .execute();
            return true;
        });
    }

    private static int delete(Handle tx, FileId file, List<String> keys) {
        return tx.createUpdate("delete from segment where file_id = :file and object_key = any(:keys)")
                .bind("file", file.value())
                .bindArray("keys", String.class, keys)
                .execute();
    }
}
