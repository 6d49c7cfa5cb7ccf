package org.argosy.workers.clusters;

import java.util.Optional;

/** A token that never changes. */
record FixedCredentials(Optional<String> bearer) implements Credentials {

    @Override
    public boolean renew(Optional<String> refused) {
        return false;
    }

    @Override
    public long version() {
        return 0;
    }

    @Override
    public String toString() {
        return "FixedCredentials";
    }
}
