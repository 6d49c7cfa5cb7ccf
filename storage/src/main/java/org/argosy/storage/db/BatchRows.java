package org.argosy.storage.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchInput;
import org.argosy.storage.BatchRequest;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.BatchStatus;
import org.argosy.storage.FileId;
import org.argosy.storage.Pace;
import org.argosy.storage.Priority;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.Standing;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Turns a row of {@code batch} joined with {@code progress} into a {@link Batch}. */
final class BatchRows implements RowMapper<Batch> {

    static final BatchRows MAPPER = new BatchRows();

    static final String SELECT = """
            select b.*, coalesce(p.completed, 0) completed, coalesce(p.failed, 0) failed,
                   coalesce(p.input_tokens, 0) input_tokens, coalesce(p.cached_tokens, 0) cached_tokens,
                   coalesce(p.output_tokens, 0) output_tokens, coalesce(p.reasoning_tokens, 0) reasoning_tokens,
                   coalesce(p.total_tokens, 0) total_tokens,
                   coalesce(p.recent_lines, 0) recent_lines, coalesce(p.recent_tokens, 0) recent_tokens,
                   p.updated_at progress_at, coalesce(p.version, 0) progress_version,
                   array(select c.id from batch c where c.parent_id = b.id order by c.created_at, c.id) children
              from batch b left join progress p on p.batch_id = b.id
            """;

    @Override
    public Batch map(ResultSet rs, StatementContext ctx) throws SQLException {
        return new Batch(
                new BatchId(rs.getString("id")),
                new TenantId(rs.getString("tenant_id")),
                request(rs),
                Rows.instant(rs, "created_at").orElseThrow(),
                Rows.instant(rs, "expires_at").orElseThrow(),
                Rows.string(rs, "model"),
                state(rs),
                new RequestCounts(rs.getInt("total"), rs.getInt("completed"), rs.getInt("failed")),
                new TokenCounts(
                        rs.getLong("input_tokens"),
                        rs.getLong("cached_tokens"),
                        rs.getLong("output_tokens"),
                        rs.getLong("reasoning_tokens"),
                        rs.getLong("total_tokens")),
                pace(rs),
                new Standing(priority(rs), Rows.instant(rs, "paused_at")),
                Rows.strings(rs, "children").stream().map(BatchId::new).toList());
    }

    private static BatchRequest request(ResultSet rs) throws SQLException {
        long outputExpiry = rs.getLong("output_expires_after");
        Optional<Duration> outputExpiresAfter =
                rs.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(outputExpiry));
        return new BatchRequest(
                rs.getString("endpoint"),
                input(rs),
                rs.getString("completion_window"),
                Duration.ofSeconds(rs.getLong("window_seconds")),
                BatchJson.metadata(rs.getString("metadata")),
                outputExpiresAfter,
                rs.getBoolean("inline_provenance"),
                priority(rs));
    }

    private static Priority priority(ResultSet rs) throws SQLException {
        return Priority.of(rs.getString("priority")).orElse(Priority.NORMAL);
    }

    private static BatchInput input(ResultSet rs) throws SQLException {
        Stream<String> more = Rows.strings(rs, "more_input_file_ids").stream();
        List<String> codes = Rows.strings(rs, "retry_codes");
        return new BatchInput(
                Stream.concat(Stream.of(rs.getString("input_file_id")), more)
                        .map(FileId::new)
                        .toList(),
                Rows.string(rs, "parent_id").map(parent -> new BatchInput.Retry(new BatchId(parent), codes)));
    }

    private static BatchState state(ResultSet rs) throws SQLException {
        Optional<Instant> inProgress = Rows.instant(rs, "in_progress_at");
        Optional<Instant> finalizing = Rows.instant(rs, "finalizing_at");
        return switch (BatchStatus.of(rs.getString("status"))) {
            case VALIDATING -> new BatchState.Validating();
            case FAILED -> new BatchState.Failed(at(rs, "failed_at"), BatchJson.errors(rs.getString("errors")));
            case IN_PROGRESS -> new BatchState.InProgress(inProgress);
            case FINALIZING -> new BatchState.Finalizing(inProgress, finalizing);
            case COMPLETED -> new BatchState.Completed(inProgress, finalizing, at(rs, "completed_at"), results(rs));
            case EXPIRED -> new BatchState.Expired(inProgress, finalizing, at(rs, "expired_at"), results(rs));
            case CANCELLING -> new BatchState.Cancelling(inProgress, finalizing, at(rs, "cancelling_at"));
            case CANCELLED ->
                new BatchState.Cancelled(
                        inProgress, finalizing, at(rs, "cancelling_at"), at(rs, "cancelled_at"), results(rs));
        };
    }

    private static Instant at(ResultSet rs, String column) throws SQLException {
        return Rows.instant(rs, column).orElseThrow();
    }

    private static Pace pace(ResultSet rs) throws SQLException {
        Optional<Instant> at = Rows.instant(rs, "progress_at");
        return at.isEmpty()
                ? Pace.NONE
                : new Pace(rs.getDouble("recent_lines"), rs.getDouble("recent_tokens"), at.get());
    }

    private static BatchResults results(ResultSet rs) throws SQLException {
        return new BatchResults(
                Rows.string(rs, "output_file_id").map(FileId::new),
                Rows.string(rs, "error_file_id").map(FileId::new));
    }
}
