package org.argosy.storage;

/**
 * A lane of a batch that has fewer outcomes than published lines. Immutable.
 *
 * @param batchPublished lines of the batch that have been published, over all its lanes
 * @param batchOutcomes lines of the batch that have an outcome
 */
public record OwingLane(FeedLane lane, int batchPublished, int batchOutcomes) {}
