package org.argosy.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * How a batch stands in the queue. Immutable.
 *
 * @param pausedAt since when nothing more of it is published; empty while it is
 */
public record Standing(Priority priority, Optional<Instant> pausedAt) {

    /** As any batch. */
    public static final Standing NORMAL = of(Priority.NORMAL);

    public static Standing of(Priority priority) {
        return new Standing(priority, Optional.empty());
    }
}
