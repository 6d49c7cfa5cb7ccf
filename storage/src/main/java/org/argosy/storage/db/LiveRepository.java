package org.argosy.storage.db;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.BatchId;
import org.argosy.storage.Scope;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;

/** Batches as their watchers see them. Safe for use by any number of threads. */
public final class LiveRepository {

    private static final RowMapper<LiveBatch> LIVE =
            (rs, ctx) -> new LiveBatch(BatchRows.MAPPER.map(rs, ctx), rs.getLong("progress_version"));

    private final Jdbi jdbi;

    public LiveRepository(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A batch; empty when the scope has no such batch. */
    public Optional<LiveBatch> find(Scope scope, BatchId id) {
        return jdbi.withHandle(h -> Scoped.bind(
                        h.createQuery(BatchRows.SELECT + " where b.id = :id and " + Scoped.where(scope, "b.tenant_id")),
                        scope)
                .bind("id", id.value())
                .map(LIVE)
                .findOne());
    }

    /** Batches whoever owns them, in any order: for those whose owners were asked before. */
    public List<LiveBatch> findAny(Collection<BatchId> ids) {
        return jdbi.withHandle(h -> h.createQuery(BatchRows.SELECT + " where b.id = any(:ids)")
                .bindArray("ids", String.class, ids.stream().map(BatchId::value).toList())
                .map(LIVE)
                .list());
    }
}
