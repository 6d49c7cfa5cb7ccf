package org.argosy.storage;

import static java.util.Objects.requireNonNull;

/** Names a file. Opaque to clients. */
public record FileId(String value) {

    public FileId {
        requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}
