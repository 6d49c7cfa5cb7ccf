package org.argosy.workers.clusters;

import java.util.Optional;

/** A token that never changes. */
record FixedCredentials(Optional<String> bearer) implements Credentials {

    @Override
    public void rejected() {}

    @Override
    public long version() {
        return 0;
    }

    @Override
    public String toString() {
        return "FixedCredentials";
    }
}
