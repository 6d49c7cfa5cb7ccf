package org.argosy.storage.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchStatus;
import org.argosy.storage.FileId;
import org.argosy.storage.Ids;
import org.argosy.storage.Scope;
import org.argosy.storage.Segment;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The finished lines of batches, whether these still run or have ended. Safe for use by any number of threads. */
public final class ResultRepository {

    private final Jdbi jdbi;

    public ResultRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What has finished of a batch; empty when the scope has no such batch. */
    public Optional<ResultLines> find(Scope scope, BatchId batch, Instant now) {
        return jdbi.withHandle(h -> Scoped.bind(h.createQuery("""
                        select b.status, b.output_file_id published_output, b.error_file_id published_error,
                               p.output_file_id, p.error_file_id, p.provenance_file_id
                          from batch b left join progress p on p.batch_id = b.id
                         where b.id = :batch and\s""" + Scoped.where(scope, "b.tenant_id")), scope)
                        .bind("batch", batch.value())
                        .map((rs, ctx) -> new Row(
                                BatchStatus.of(rs.getString("status")),
                                rs.getString("published_output"),
                                rs.getString("published_error"),
                                rs.getString("output_file_id"),
                                rs.getString("error_file_id"),
                                rs.getString("provenance_file_id")))
                        .findOne())
                .map(row -> lines(row, now));
    }

    /** The numbers of the lines of a batch that have finished. */
    public FinishedNumbers finished(BatchId batch) {
        return jdbi.withHandle(h -> h.createQuery("select completed_lines from progress where batch_id = :batch")
                .bind("batch", batch.value())
                .map((rs, ctx) -> new FinishedNumbers(Bitmaps.read(rs.getBytes("completed_lines"))))
                .one());
    }

    /** The object that tells where the lines of an ended batch stand, if it was made. */
    public Optional<Segment> index(BatchId batch) {
        return jdbi.withHandle(h -> index(h, batch));
    }

    private static Optional<Segment> index(Handle handle, BatchId batch) {
        return handle.createQuery("""
                        select s.object_key, s.bytes from segment s join progress p on p.index_file_id = s.file_id
                         where p.batch_id = :batch
                        """)
                .bind("batch", batch.value())
                .map((rs, ctx) -> new Segment(0, rs.getString("object_key"), rs.getLong("bytes"), 0))
                .findOne();
    }

    /**
     * Keeps an index for as long as the batch's provenance, in a file that nobody lists.
     *
     * @return the index that is kept: another one when another process was first
     */
    public Segment addIndex(BatchId batch, Segment made) {
        return jdbi.inTransaction(tx -> {
            FileId file = Ids.file();
            int added = tx.createUpdate("update progress set index_file_id = :file"
                            + " where batch_id = :batch and index_file_id is null")
                    .bind("file", file.value())
                    .bind("batch", batch.value())
                    .execute();
            if (added == 1) {
                tx.createUpdate("""
                                insert into file (id, tenant_id, purpose, filename, bytes, created_at, expires_at)
                                select :file, f.tenant_id, f.purpose, b.id || '_index', 0, f.created_at, f.expires_at
                                  from batch b join progress p on p.batch_id = b.id
                                  join file f on f.id = p.provenance_file_id
                                 where b.id = :batch
                                """)
                        .bind("file", file.value())
                        .bind("batch", batch.value())
                        .execute();
                FileRepository.insertSegment(tx, file, made);
            }
            return index(tx, batch).orElse(made);
        });
    }

    private ResultLines lines(Row row, Instant now) {
        Map<String, List<Segment>> contents = contents(row.files(), now);
        return new ResultLines(
                row.status(),
                !contents.keySet().containsAll(row.expected()),
                contents.getOrDefault(row.output(), List.of()),
                contents.getOrDefault(row.error(), List.of()),
                contents.getOrDefault(row.provenance(), List.of()));
    }

    /** Segments of files that are there, all read by one statement and so as of one moment. */
    private Map<String, List<Segment>> contents(List<String> files, Instant now) {
        Map<String, List<Segment>> contents = new HashMap<>();
        if (files.isEmpty()) {
            return contents;
        }
        jdbi.useHandle(h -> h.createQuery("""
                        select f.id, s.ordinal, s.object_key, s.bytes, s.lines
                          from file f left join segment s on s.file_id = f.id
                         where f.id = any(:files) and f.deleted_at is null
                           and (f.expires_at is null or f.expires_at > :now)
                         order by f.id, s.ordinal
                        """)
                .bindArray("files", String.class, files)
                .bind("now", now)
                .map((rs, ctx) -> {
                    List<Segment> segments = contents.computeIfAbsent(rs.getString("id"), _ -> new ArrayList<>());
                    String key = rs.getString("object_key");
                    if (key != null) {
                        segments.add(new Segment(rs.getInt("ordinal"), key, rs.getLong("bytes"), rs.getLong("lines")));
                    }
                    return segments;
                })
                .list());
        return contents;
    }

    /** The batch's files; those that it published are null until it has ended, and when they stayed empty. */
    private record Row(
            BatchStatus status,
            @Nullable String publishedOutput,
            @Nullable String publishedError,
            @Nullable String output,
            @Nullable String error,
            @Nullable String provenance) {

        List<String> files() {
            return present(output, error, provenance);
        }

        /** Files without which the lines are not whole any more. */
        List<String> expected() {
            return publishedOutput == null && publishedError == null
                    ? List.of()
                    : present(publishedOutput, publishedError, provenance);
        }

        private static List<String> present(@Nullable String... ids) {
            return Stream.of(ids).filter(Objects::nonNull).toList();
        }
    }
}
