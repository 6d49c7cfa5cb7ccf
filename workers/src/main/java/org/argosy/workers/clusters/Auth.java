package org.argosy.workers.clusters;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

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

    /**
     * An OAuth2 service account, as Globus has them: tokens are fetched with the client's own credentials and renewed
     * before they end.
     *
     * @param secret where the client's secret is: one of the other forms, but not {@link None}
     * @param scopes what the tokens are for
     */
    record ServiceAccount(URI tokenUrl, String clientId, Auth secret, List<String> scopes) implements Auth {
        public ServiceAccount {
            if (secret instanceof None || secret instanceof ServiceAccount) {
                throw new IllegalArgumentException("a service account needs a secret");
            }
            scopes = List.copyOf(scopes);
        }
    }
}
