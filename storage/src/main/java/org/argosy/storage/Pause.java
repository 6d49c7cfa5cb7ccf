package org.argosy.storage;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether an operator has paused a model or a cluster. Immutable.
 *
 * @param pausedAt since when; empty when it is not paused
 */
public record Pause(Kind kind, String name, Optional<Instant> pausedAt) {

    /** What can be paused. */
    public enum Kind {
        MODEL,
        CLUSTER;

        /** As it is written. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    public Pause(String kind, String name, Optional<Instant> pausedAt) {
        this(Kind.of(kind), name, pausedAt);
    }
}
