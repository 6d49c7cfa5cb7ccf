package org.argosy.storage.db;

import java.util.List;
import java.util.function.Function;
import org.argosy.storage.ModelUsage;
import org.jdbi.v3.core.Handle;

/** Counts what became of the lines of each lane. */
final class LaneOutcomes {

    private LaneOutcomes() {}

    /** Adds to the counts. The transaction has written the progress of these batches before, so that no two wait for each other. */
    static void add(Handle tx, List<ProgressAddition> additions) {
        List<Row> rows = additions.stream()
                .flatMap(addition -> addition.models().stream()
                        .map(usage -> new Row(addition.base().batch().value(), usage)))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        tx.createUpdate("""
                        insert into lane_outcome as o (batch_id, model, completed, failed, used_tokens)
                        select l.batch_id, l.model, n.completed, n.failed, n.tokens
                          from unnest(:batches, :models, :completed, :failed, :tokens)
                               n (batch_id, model, completed, failed, tokens)
                          join lane l on l.batch_id = n.batch_id and l.model = n.model
                        on conflict (batch_id, model) do update set
                               completed = o.completed + excluded.completed,
                               failed = o.failed + excluded.failed,
                               used_tokens = o.used_tokens + excluded.used_tokens
                        """)
                .bindArray("batches", String.class, column(rows, Row::batch))
                .bindArray(
                        "models", String.class, column(rows, row -> row.usage().model()))
                .bindArray(
                        "completed",
                        Integer.class,
                        column(rows, row -> row.usage().completed()))
                .bindArray(
                        "failed", Integer.class, column(rows, row -> row.usage().failed()))
                .bindArray(
                        "tokens",
                        Long.class,
                        column(rows, row -> row.usage().tokens().total()))
                .execute();
    }

    private static <T> List<T> column(List<Row> rows, Function<Row, T> value) {
        return rows.stream().map(value).toList();
    }

    private record Row(String batch, ModelUsage usage) {}
}
