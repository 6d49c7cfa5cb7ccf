package org.argosy.storage.db;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.FileId;
import org.argosy.storage.Priority;
import org.argosy.storage.Shard;
import org.argosy.storage.TenantId;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.roaringbitmap.RoaringBitmap;

/** What is to be published, and how far it has been. Only lanes of batches in progress are seen. */
public final class LaneRepository {

    private static final String LANE_COLUMNS = """
            l.batch_id, l.model, l.lines, l.estimated_tokens, l.published_lines, l.published_tokens, l.cursor_line,
            b.tenant_id, b.endpoint, b.input_file_id, b.expires_at, b.created_at, b.priority,
            coalesce(o.completed, 0) completed, coalesce(o.failed, 0) failed, coalesce(o.used_tokens, 0) used_tokens
            """;

    private static final String LANES = """
            lane l join batch b on b.id = l.batch_id
              left join lane_outcome o on o.batch_id = l.batch_id and o.model = l.model
            """;

    /** Lanes of which something may be published now. */
    private static final String RUNNING = """
            b.status = 'in_progress' and b.expires_at > :now and b.paused_at is null and l.admitted
            and not exists (select 1 from pause s where s.kind = 'model' and s.name = l.model and s.paused_at is not null)
            """;

    private static final RowMapper<FeedLane> LANE = (rs, ctx) -> new FeedLane(
            new BatchId(rs.getString("batch_id")),
            new TenantId(rs.getString("tenant_id")),
            rs.getString("model"),
            rs.getString("endpoint"),
            new FileId(rs.getString("input_file_id")),
            Rows.instant(rs, "expires_at").orElseThrow(),
            rs.getInt("lines"),
            rs.getLong("estimated_tokens"),
            rs.getInt("published_lines"),
            rs.getLong("published_tokens"),
            rs.getInt("cursor_line"),
            Priority.of(rs.getString("priority")).orElse(Priority.NORMAL),
            rs.getInt("completed"),
            rs.getInt("failed"),
            rs.getLong("used_tokens"));

    private static final RowMapper<Shard> SHARD = (rs, ctx) -> new Shard(
            rs.getInt("ordinal"),
            rs.getString("model"),
            rs.getInt("first_line"),
            rs.getInt("last_line"),
            rs.getInt("lines"),
            rs.getLong("byte_offset"),
            rs.getInt("byte_length"),
            rs.getLong("estimated_tokens"),
            rs.getBytes("members"));

    private final Jdbi jdbi;

    public LaneRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A step of a lane's cursor.
     *
     * @param from the cursor as the feeder knew it
     * @param to the last line that was published since
     * @param lines how many lines that were
     */
    public record Advance(BatchId batch, int from, int to, int lines, long tokens) {}

    /** How far the outcomes of one partition have been collected. */
    public record Collected(String topicId, long nextOffset) {}

    /** Models that have something to publish. */
    public Set<String> modelsToFeed(Instant now) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select distinct l.model from lane l join batch b on b.id = l.batch_id
                         where l.published_lines < l.lines and
                        """ + RUNNING)
                .bind("now", now)
                .mapTo(String.class)
                .set());
    }

    /**
     * Lanes of a model that have something to publish. Of a tenant with very many, the oldest, the smallest, the most
     * urgent and those of the highest priority are given, so that what a feeder holds is bounded and none of them is
     * overlooked.
     *
     * @param mostEach lanes of one tenant by each of the four orders
     */
    public List<FeedLane> toFeed(String model, int mostEach, Instant now) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select * from (
                            select %s,
                                   row_number() over (partition by b.tenant_id order by b.created_at, b.id) by_age,
                                   row_number() over (partition by b.tenant_id
                                                      order by l.estimated_tokens - l.published_tokens, b.id) by_size,
                                   row_number() over (partition by b.tenant_id order by b.expires_at, b.id) by_deadline,
                                   row_number() over (partition by b.tenant_id
                                                      order by array_position('{high,normal,low}', b.priority),
                                                               b.created_at, b.id) by_priority
                              from %s
                             where l.model = :model and l.published_lines < l.lines and %s) candidate
                         where by_age <= :most or by_size <= :most or by_deadline <= :most
                            or by_priority <= :most
                         order by created_at, batch_id
                        """.formatted(LANE_COLUMNS, LANES, RUNNING))
                .bind("model", model)
                .bind("most", mostEach)
                .bind("now", now)
                .map(LANE)
                .list());
    }

    /** Shards of a lane that have lines after this one, in order. */
    public List<Shard> shards(BatchId batch, String model, int afterLine, int limit) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select * from shard where batch_id = :batch and model = :model and last_line > :after
                         order by last_line limit :limit
                        """)
                .bind("batch", batch.value())
                .bind("model", model)
                .bind("after", afterLine)
                .bind("limit", limit)
                .map(SHARD)
                .list());
    }

    /**
     * Moves the cursors of a model's lanes, of those whose batch is still in progress and whose cursor is where the
     * feeder believes it, and of none when the feeder's lease has gone to another.
     *
     * @param epoch of the feeder's lease
     * @return the batches whose lane was moved
     */
    public Set<BatchId> advance(String model, long epoch, Collection<Advance> steps) {
        List<Advance> list = List.copyOf(steps);
        return jdbi.inTransaction(tx -> new HashSet<>(tx.createQuery("""
                        with step as (
                            select * from unnest(:batches, :froms, :tos, :lines, :tokens) s (batch_id, old, new, lines, tokens)),
                        live as (
                            select b.id from batch b where b.id in (select batch_id from step) and b.status = 'in_progress'
                               and exists (select 1 from model_lease m where m.model = :model and m.epoch = :epoch)
                             order by b.id for share)
                        update lane l set cursor_line = s.new, published_lines = l.published_lines + s.lines,
                               published_tokens = l.published_tokens + s.tokens, epoch = :epoch
                          from step s join live on live.id = s.batch_id
                         where l.batch_id = s.batch_id and l.model = :model and l.cursor_line = s.old and l.epoch <= :epoch
                        returning l.batch_id
                        """)
                .bindArray(
                        "batches",
                        String.class,
                        list.stream().map(s -> s.batch().value()).toList())
                .bindArray(
                        "froms", Integer.class, list.stream().map(Advance::from).toList())
                .bindArray("tos", Integer.class, list.stream().map(Advance::to).toList())
                .bindArray(
                        "lines",
                        Integer.class,
                        list.stream().map(Advance::lines).toList())
                .bindArray(
                        "tokens", Long.class, list.stream().map(Advance::tokens).toList())
                .bind("model", model)
                .bind("epoch", epoch)
                .map((rs, ctx) -> new BatchId(rs.getString("batch_id")))
                .list()));
    }

    /** Lanes of these models that have fewer outcomes than published lines. */
    public List<FeedLane> owing(Collection<String> models, Instant now) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select %s from %s
                         where l.model = any(:models)
                           and l.published_lines > coalesce(o.completed + o.failed, 0) and %s
                        """.formatted(LANE_COLUMNS, LANES, RUNNING))
                .bindArray("models", String.class, models)
                .bind("now", now)
                .map(LANE)
                .list());
    }

    /** Lines of a batch that have an outcome; empty when the batch is no longer in progress. */
    public Optional<RoaringBitmap> completedLines(BatchId batch) {
        return jdbi.withHandle(h -> h.createQuery("""
                        select p.completed_lines from progress p join batch b on b.id = p.batch_id
                         where b.id = :batch and b.status = 'in_progress'
                        """)
                .bind("batch", batch.value())
                .map((rs, ctx) -> rs.getBytes("completed_lines"))
                .findOne()
                .map(Bitmaps::read));
    }

    /** How far each partition of the outcomes has been collected. */
    public Map<Integer, Collected> collected() {
        Map<Integer, Collected> collected = new HashMap<>();
        jdbi.useHandle(h -> h.createQuery("select partition, topic_id, next_offset from collector_offset")
                .map((rs, ctx) -> collected.put(
                        rs.getInt("partition"), new Collected(rs.getString("topic_id"), rs.getLong("next_offset"))))
                .list());
        return collected;
    }
}
