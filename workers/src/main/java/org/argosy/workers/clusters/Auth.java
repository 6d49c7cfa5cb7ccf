package org.argosy.workers.clusters;

import java.nio.file.Path;

/** How a cluster knows us. No form prints its secret. */
public sealed interface Auth {

    /** No credentials. */
    record None() implements Auth {}

    /** A bearer token, as it is. */
    record Bearer(String value) implements Auth {
        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }

    /** A bearer token in an environment variable. */
    record Environment(String variable) implements Auth {}

    /** A bearer token in a file, read again when it changes and after a 401. */
    record TokenFile(Path path) implements Auth {}
}
