package org.argosy.storage.db;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.argosy.storage.BatchId;
import org.argosy.storage.LaneProgress;
import org.argosy.storage.ModelPace;
import org.jdbi.v3.core.Jdbi;

/** What feeders measured last of each model, and how far lanes have come, for those who estimate. Safe for use by any number of threads. */
public final class ModelPaces {

    private final Jdbi jdbi;

    public ModelPaces(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Replaces what was measured of the model before. */
    public void save(ModelPace pace) {
        jdbi.useHandle(h -> h.createUpdate("""
                        insert into model_pace (model, lines_per_second, tokens_per_second, correction, queued_lines,
                                                queued_tokens, tenants, outstanding, updated_at)
                        values (:model, :lines, :tokens, :correction, :queuedLines, :queuedTokens, :tenants, :outstanding, :at)
                        on conflict (model) do update
                           set lines_per_second = excluded.lines_per_second, tokens_per_second = excluded.tokens_per_second,
                               correction = excluded.correction, queued_lines = excluded.queued_lines,
                               queued_tokens = excluded.queued_tokens, tenants = excluded.tenants,
                               outstanding = excluded.outstanding, updated_at = excluded.updated_at
                        """)
                .bind("model", pace.model())
                .bind("lines", pace.linesPerSecond())
                .bind("tokens", pace.tokensPerSecond())
                .bind("correction", pace.correction())
                .bind("queuedLines", pace.queuedLines())
                .bind("queuedTokens", pace.queuedTokens())
                .bind("tenants", pace.tenants())
                .bind("outstanding", pace.outstanding())
                .bind("at", pace.updatedAt())
                .execute());
    }

    /** How far the lanes of these batches have come. */
    public Map<BatchId, List<LaneProgress>> lanes(Collection<BatchId> batches) {
        if (batches.isEmpty()) {
            return Map.of();
        }
        return jdbi.withHandle(h -> h
                .createQuery("select * from lane where batch_id = any(:batches) order by model")
                .bindArray(
                        "batches",
                        String.class,
                        batches.stream().map(BatchId::value).toList())
                .map((rs, ctx) -> new LaneProgress(
                        new BatchId(rs.getString("batch_id")),
                        rs.getString("model"),
                        rs.getInt("lines"),
                        rs.getLong("estimated_tokens"),
                        rs.getInt("published_lines"),
                        rs.getLong("published_tokens"),
                        rs.getBoolean("admitted")))
                .stream()
                .collect(Collectors.groupingBy(LaneProgress::batch)));
    }

    /** Of every model that was ever fed. */
    public List<ModelPace> all() {
        return jdbi.withHandle(h -> h.createQuery("select * from model_pace")
                .map((rs, ctx) -> new ModelPace(
                        rs.getString("model"),
                        rs.getDouble("lines_per_second"),
                        rs.getDouble("tokens_per_second"),
                        rs.getDouble("correction"),
                        rs.getLong("queued_lines"),
                        rs.getDouble("queued_tokens"),
                        rs.getInt("tenants"),
                        rs.getLong("outstanding"),
                        Rows.instant(rs, "updated_at").orElseThrow()))
                .list());
    }
}
