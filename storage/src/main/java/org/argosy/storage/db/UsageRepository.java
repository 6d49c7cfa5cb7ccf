package org.argosy.storage.db;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.argosy.storage.ModelUsage;
import org.argosy.storage.Page;
import org.argosy.storage.Scope;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.UsageBucket;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * What became of tenants' lines, by model and hour. It is counted in the transaction that gives the lines their outcome, so
 * each line is counted once, whoever dies or works twice. Safe for use by any number of threads; blocks on the database.
 */
public final class UsageRepository {

    private static final RowMapper<UsageBucket> BUCKET = (rs, ctx) -> new UsageBucket(
            Rows.instant(rs, "start").orElseThrow(),
            new TenantId(rs.getString("tenant_id")),
            rs.getString("name"),
            rs.getString("model"),
            rs.getLong("completed"),
            rs.getLong("failed"),
            new TokenCounts(
                    rs.getLong("input"),
                    rs.getLong("cached"),
                    rs.getLong("output"),
                    rs.getLong("reasoning"),
                    rs.getLong("total")));

    private final Jdbi jdbi;

    public UsageRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * What is asked for.
     *
     * @param from begin; the bucket that holds it is shown whole
     * @param to end
     * @param bucket what is added up: an hour or a number of them
     * @param model empty for all
     */
    public record Query(Scope scope, Instant from, Instant to, Duration bucket, Optional<String> model) {}

    /**
     * Usage by time, tenant and model, in this order. Buckets without any are left out.
     *
     * @param after where the page before ended
     * @param limit entries on the page, from 1
     */
    public Page<UsageBucket> list(Query asked, Optional<UsageBucket.Position> after, int limit) {
        String sql = """
                select * from (
                    select date_bin(make_interval(secs => :bucket), u.hour, timestamptz '1970-01-01 00:00Z') as start,
                           u.tenant_id, t.name, u.model,
                           sum(completed)::bigint completed, sum(failed)::bigint failed,
                           sum(input_tokens)::bigint input, sum(cached_tokens)::bigint cached,
                           sum(output_tokens)::bigint output, sum(reasoning_tokens)::bigint reasoning,
                           sum(total_tokens)::bigint total
                      from usage_hourly u join tenant t on t.id = u.tenant_id
                     where %s and u.hour < :to
                       and u.hour >= date_bin(make_interval(secs => :bucket), :from, timestamptz '1970-01-01 00:00Z')
                       %s
                     group by 1, 2, 3, 4) used
                 where %s order by start, tenant_id, model limit :limit
                """.formatted(
                        Scoped.where(asked.scope(), "u.tenant_id"),
                        asked.model().isPresent() ? "and u.model = :model" : "",
                        after.isPresent() ? "(start, tenant_id, model) > (:start, :afterTenant, :afterModel)" : "true");
        return jdbi.withHandle(h -> {
            var query = Scoped.bind(h.createQuery(sql), asked.scope())
                    .bind("bucket", asked.bucket().toSeconds())
                    .bind("from", asked.from())
                    .bind("to", asked.to())
                    .bind("limit", limit + 1);
            asked.model().ifPresent(model -> query.bind("model", model));
            after.ifPresent(position -> query.bind("start", position.start())
                    .bind("afterTenant", position.tenant().value())
                    .bind("afterModel", position.model()));
            return Page.of(query.map(BUCKET).list(), limit);
        });
    }

    /**
     * Counts what became of lines. To be the last of a transaction: it locks rows that all writers of a tenant and model
     * want.
     */
    static void add(Handle tx, List<ProgressAddition> additions, Instant now) {
        List<Line> lines = additions.stream()
                .flatMap(addition -> addition.models().stream()
                        .map(usage -> new Line(addition.base().batch().value(), usage)))
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        tx.createUpdate("""
                        insert into usage_hourly as u (tenant_id, model, hour, completed, failed,
                               input_tokens, cached_tokens, output_tokens, reasoning_tokens, total_tokens)
                        select b.tenant_id, n.model, :hour, sum(n.completed), sum(n.failed),
                               sum(n.input), sum(n.cached), sum(n.output), sum(n.reasoning), sum(n.total)
                          from unnest(:batches, :models, :completed, :failed, :input, :cached, :output, :reasoning, :total)
                               n (batch_id, model, completed, failed, input, cached, output, reasoning, total)
                          join batch b on b.id = n.batch_id
                         group by b.tenant_id, n.model order by b.tenant_id, n.model
                        on conflict (tenant_id, hour, model) do update set
                               completed = u.completed + excluded.completed,
                               failed = u.failed + excluded.failed,
                               input_tokens = u.input_tokens + excluded.input_tokens,
                               cached_tokens = u.cached_tokens + excluded.cached_tokens,
                               output_tokens = u.output_tokens + excluded.output_tokens,
                               reasoning_tokens = u.reasoning_tokens + excluded.reasoning_tokens,
                               total_tokens = u.total_tokens + excluded.total_tokens
                        """)
                .bind("hour", now.truncatedTo(ChronoUnit.HOURS))
                .bindArray("batches", String.class, column(lines, Line::batch))
                .bindArray(
                        "models",
                        String.class,
                        column(lines, line -> line.usage().model()))
                .bindArray("completed", Long.class, column(lines, line ->
                        (long) line.usage().completed()))
                .bindArray("failed", Long.class, column(lines, line ->
                        (long) line.usage().failed()))
                .bindArray(
                        "input", Long.class, column(lines, line -> line.tokens().input()))
                .bindArray(
                        "cached",
                        Long.class,
                        column(lines, line -> line.tokens().cached()))
                .bindArray(
                        "output",
                        Long.class,
                        column(lines, line -> line.tokens().output()))
                .bindArray(
                        "reasoning",
                        Long.class,
                        column(lines, line -> line.tokens().reasoning()))
                .bindArray(
                        "total", Long.class, column(lines, line -> line.tokens().total()))
                .execute();
    }

    private static <T> List<T> column(List<Line> lines, Function<Line, T> value) {
        return lines.stream().map(value).toList();
    }

    private record Line(String batch, ModelUsage usage) {

        TokenCounts tokens() {
            return usage.tokens();
        }
    }
}
