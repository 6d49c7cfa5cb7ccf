package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;
import static org.argosy.ops.standalone.config.SettingException.required;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a cluster is told who asks.
 *
 * @param kind {@code none} or {@code bearer}
 * @param token of kind bearer; better given as {@code ${VARIABLE}} than in the file
 * @param tokenFile of kind bearer; read again when it changes
 */
public record AuthSettings(String kind, Optional<String> token, Optional<Path> tokenFile) {

    static final AuthSettings NONE = new AuthSettings("none", Optional.empty(), Optional.empty());

    public AuthSettings {
        required(kind, "kind");
        switch (kind) {
            case "none" -> check(token.isEmpty() && tokenFile.isEmpty(), "kind", "none takes no token");
            case "bearer" ->
                check(token.isPresent() != tokenFile.isPresent(), "", "needs either a token or a token-file");
            case "globus" -> check(false, "kind", "globus is not supported yet; use a bearer token-file");
            default -> check(false, "kind", "must be none or bearer, not '" + kind + "'");
        }
    }

    /** Keeps the token out of logs. */
    @Override
    public String toString() {
        return "AuthSettings[kind=" + kind + "]";
    }
}
