package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;
import static org.argosy.ops.standalone.config.SettingException.required;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a cluster is told who asks. Of the three forms of a secret exactly one is given.
 *
 * @param kind {@code none}, {@code bearer}, or {@code globus} for a service account
 * @param token the secret: the bearer token, or the client's secret; better given as {@code ${VARIABLE}} than in the file
 * @param tokenFile a file that holds it; read again when it changes
 * @param tokenEnv an environment variable that holds it
 * @param clientId of kind globus
 * @param scope of kind globus: what tokens are asked for, with blanks between
 * @param tokenUrl of kind globus: another issuer than Globus
 */
public record AuthSettings(
        String kind,
        Optional<String> token,
        Optional<Path> tokenFile,
        Optional<String> tokenEnv,
        Optional<String> clientId,
        Optional<String> scope,
        Optional<URI> tokenUrl) {

    /** Where Globus gives out tokens. */
    public static final URI GLOBUS = URI.create("https://auth.globus.org/v2/oauth2/token");

    public AuthSettings {
        required(kind, "kind");
        int secrets = (token.isPresent() ? 1 : 0) + (tokenFile.isPresent() ? 1 : 0) + (tokenEnv.isPresent() ? 1 : 0);
        switch (kind) {
            case "none" -> check(secrets == 0, "kind", "none takes no token");
            case "bearer" -> check(secrets == 1, "", "needs one of token, token-file and token-env");
            case "globus" -> {
                check(clientId.isPresent(), "client-id", "is missing; it names the service account");
                check(secrets == 1, "", "needs the client's secret as one of token, token-file and token-env");
            }
            default -> check(false, "kind", "must be none, bearer or globus, not '" + kind + "'");
        }
        check(
                kind.equals("globus") || (clientId.isEmpty() && scope.isEmpty() && tokenUrl.isEmpty()),
                "kind",
                "must be globus for client-id, scope and token-url");
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "AuthSettings[kind=" + kind + "]";
    }
}
