package org.argosy.api.http;

import java.math.BigDecimal;
import java.util.List;

/**
 * What runs now: all of it for operators, a tenant's own for others.
 *
 * @param at Unix time
 * @param batches the newest that have not ended
 */
record OverviewJson(
        String object,
        long at,
        List<OwnedBatch> batches,
        List<ModelLoad> models,
        List<ClusterLoad> clusters,
        List<TenantLoad> tenants) {

    record OwnedBatch(String tenant, BatchJson batch) {}

    /**
     * @param batches that ask for it
     * @param unsent lines that wait in the queue
     * @param state of its best route
     */
    record ModelLoad(String id, int batches, long lines, long unsent, String state, int permits, int open) {}

    /**
     * @param hot models that it has ready
     * @param permits requests that the workers may have open there now
     */
    record ClusterLoad(String id, int models, int hot, int permits, int open) {}

    record TenantLoad(String name, int batches, long owed, BigDecimal linesPerSecond, BigDecimal tokensPerSecond) {}
}
