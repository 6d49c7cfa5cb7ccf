package org.argosy.workers.clusters;

import java.util.Optional;

/** The current token of a cluster. Safe for use by any number of threads. */
public interface Credentials {

    /** The bearer token; empty when none is to be sent. */
    Optional<String> bearer();

    /** The cluster did not accept the token: read it again. */
    void rejected();

    /** Changes whenever the token has. */
    long version();

    /**
     * @throws IllegalArgumentException when an environment variable is not set
     */
    static Credentials of(Auth auth) {
        return switch (auth) {
            case Auth.None _ -> new FixedCredentials(Optional.empty());
            case Auth.Bearer bearer -> new FixedCredentials(Optional.of(bearer.value()));
            case Auth.Environment environment -> new FixedCredentials(Optional.of(variable(environment.variable())));
            case Auth.TokenFile file -> new FileCredentials(file.path());
        };
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "the environment variable " + name + ", which holds a cluster's token, is not set");
        }
        return value.strip();
    }
}
