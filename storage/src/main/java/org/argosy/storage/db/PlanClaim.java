package org.argosy.storage.db;

import org.argosy.storage.Batch;

/**
 * The right to plan a batch, which lasts until another planner takes the batch.
 *
 * @param epoch counts the planners that took the batch; only the last one can write
 */
public record PlanClaim(Batch batch, long epoch) {}
