package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.required;

import java.util.Optional;

/**
 * A way to a model.
 *
 * @param cluster a name under {@code argosy.clusters}
 * @param model what that cluster calls the model, when it differs
 * @param rate bounds beside the cluster's {@code max-concurrency}
 */
public record RouteSettings(String cluster, Optional<String> model, Optional<RateSettings> rate) {

    public RouteSettings {
        required(cluster, "cluster");
    }

    /** A route without bounds of its own. */
    public RouteSettings(String cluster, Optional<String> model) {
        this(cluster, model, Optional.empty());
    }
}
