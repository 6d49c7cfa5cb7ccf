package org.argosy.storage;

import static java.util.Objects.requireNonNull;

/** Names a batch. Opaque to clients. */
public record BatchId(String value) {

    public BatchId {
        requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}
