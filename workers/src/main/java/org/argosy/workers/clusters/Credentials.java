package org.argosy.workers.clusters;

import java.time.Clock;
import java.util.Optional;

/** The current token of a cluster. Safe for use by any number of threads. */
interface Credentials {

    /**
     * The bearer token; empty when none is to be sent. May block for as long as a renewal takes.
     *
     * @throws CredentialsException when there is no token and none can be had
     */
    Optional<String> bearer() throws CredentialsException, InterruptedException;

    /**
     * The cluster did not accept this token: looks for another one. May block for as long as a renewal takes.
     *
     * @return whether there is one now that is worth a try
     */
    boolean renew(Optional<String> refused) throws InterruptedException;

    /** Changes whenever what somebody configured has, so that a route that was denied is tried again. */
    long version();

    /**
     * @throws IllegalArgumentException when an environment variable is not set
     */
    static Credentials of(Auth auth, Clock clock) {
        return switch (auth) {
            case Auth.None _ -> new FixedCredentials(Optional.empty());
            case Auth.Bearer bearer -> new FixedCredentials(Optional.of(bearer.value()));
            case Auth.Environment environment -> new FixedCredentials(Optional.of(variable(environment.variable())));
            case Auth.TokenFile file -> new FileCredentials(file.path());
            case Auth.ServiceAccount account ->
                new RenewedCredentials(new TokenEndpoint(account, of(account.secret(), clock)), clock);
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
