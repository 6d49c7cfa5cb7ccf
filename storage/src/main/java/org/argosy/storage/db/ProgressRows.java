package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.Pace;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.Segment;
import org.argosy.storage.TokenCounts;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Reads and writes rows of {@code progress}. */
final class ProgressRows {

    /** Where a batch that can still change stands. */
    static final String RUNNING = "('in_progress', 'finalizing', 'cancelling')";

    static final String SELECT =
            "select p.*, b.total, b.inline_provenance from progress p join batch b on b.id = p.batch_id";

    static final RowMapper<BatchProgress> MAPPER = (rs, ctx) -> new BatchProgress(
            new BatchId(rs.getString("batch_id")),
            rs.getLong("version"),
            Bitmaps.read(rs.getBytes("completed_lines")),
            new RequestCounts(rs.getInt("total"), rs.getInt("completed"), rs.getInt("failed")),
            rs.getInt("expired"),
            new TokenCounts(
                    rs.getLong("input_tokens"),
                    rs.getLong("cached_tokens"),
                    rs.getLong("output_tokens"),
                    rs.getLong("reasoning_tokens"),
                    rs.getLong("total_tokens")),
            new FileId(rs.getString("output_file_id")),
            new FileId(rs.getString("error_file_id")),
            new FileId(rs.getString("provenance_file_id")),
            rs.getBoolean("inline_provenance"),
            rs.getInt("next_ordinal"),
            new Pace(
                    rs.getDouble("recent_lines"),
                    rs.getDouble("recent_tokens"),
                    Rows.instant(rs, "updated_at").orElseThrow()));

    private ProgressRows() {}

    /**
     * Writes what was added, all of it or nothing.
     *
     * @return what is there now, in the same order
     * @throws StaleWriteException when another write came first; the transaction must be rolled back
     */
    static List<BatchProgress> add(Handle tx, List<ProgressAddition> additions, Instant now) {
        List<BatchProgress> results = additions.stream().map(a -> a.result(now)).toList();
        update(tx, additions, results);
        insertSegments(tx, additions);
        LaneOutcomes.add(tx, additions);
        return results;
    }

    private static void update(Handle tx, List<ProgressAddition> additions, List<BatchProgress> results) {
        PreparedBatch update = tx.prepareBatch("""
                update progress set version = :version, completed_lines = :lines, completed = :completed,
                       failed = :failed, expired = :expired, input_tokens = :input, cached_tokens = :cached,
                       output_tokens = :output, reasoning_tokens = :reasoning, total_tokens = :total,
                       next_ordinal = :nextOrdinal, recent_lines = :recentLines,
                       recent_tokens = :recentTokens, updated_at = :now
                 where batch_id = :batch and version = :baseVersion
                """);
        for (int i = 0; i < results.size(); i++) {
            BatchProgress result = results.get(i);
            update.bind("batch", result.batch().value())
                    .bind("baseVersion", additions.get(i).base().version())
                    .bind("version", result.version())
                    .bind("lines", Bitmaps.bytes(result.lines()))
                    .bind("completed", result.counts().completed())
                    .bind("failed", result.counts().failed())
                    .bind("expired", result.expired())
                    .bind("input", result.usage().input())
                    .bind("cached", result.usage().cached())
                    .bind("output", result.usage().output())
                    .bind("reasoning", result.usage().reasoning())
                    .bind("total", result.usage().total())
                    .bind("nextOrdinal", result.nextOrdinal())
                    .bind("recentLines", result.pace().lines())
                    .bind("recentTokens", result.pace().tokens())
                    .bind("now", result.pace().at())
                    .add();
        }
        int[] updated = update.execute();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] != 1) {
                throw new StaleWriteException("batch " + results.get(i).batch() + " is no longer at version "
                        + additions.get(i).base().version());
            }
        }
    }

    private static void insertSegments(Handle tx, List<ProgressAddition> additions) {
        PreparedBatch insert = tx.prepareBatch("""
                insert into segment (file_id, ordinal, object_key, bytes, lines)
                values (:file, :ordinal, :key, :bytes, :lines)
                """);
        for (ProgressAddition addition : additions) {
            addSegment(insert, addition.base().outputFile(), addition.output());
            addSegment(insert, addition.base().errorFile(), addition.error());
            addSegment(insert, addition.base().provenanceFile(), addition.provenance());
        }
        if (insert.size() > 0) {
            insert.execute();
        }
    }

    private static void addSegment(PreparedBatch insert, FileId file, Optional<Segment> segment) {
        segment.ifPresent(s -> insert.bind("file", file.value())
                .bind("ordinal", s.ordinal())
                .bind("key", s.objectKey())
                .bind("bytes", s.bytes())
                .bind("lines", s.lines())
                .add());
    }
}
