package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.required;

import java.util.Optional;

/**
 * A way to a model.
 *
 * @param cluster a name under {@code argosy.clusters}
 * @param model what that cluster calls the model, when it differs
 */
public record RouteSettings(String cluster, Optional<String> model) {

    public RouteSettings {
        required(cluster, "cluster");
    }
}
