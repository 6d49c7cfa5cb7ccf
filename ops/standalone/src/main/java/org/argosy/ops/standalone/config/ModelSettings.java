package org.argosy.ops.standalone.config;

import static org.argosy.ops.standalone.config.SettingException.check;
import static org.argosy.ops.standalone.config.SettingException.required;

import java.util.List;
import java.util.Set;

/**
 * A model that users may name.
 *
 * @param id what users write
 * @param endpoints paths it serves
 * @param routes where it can be reached
 */
public record ModelSettings(String id, Set<String> endpoints, List<RouteSettings> routes) {

    private static final Set<String> ENDPOINTS =
            Set.of("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses");

    public ModelSettings {
        required(id, "id");
        check(!id.isBlank(), "id", "must not be empty");
        required(endpoints, "endpoints");
        check(!endpoints.isEmpty(), "endpoints", "must name at least one path, for example /v1/chat/completions");
        for (String endpoint : endpoints) {
            check(
                    ENDPOINTS.contains(endpoint),
                    "endpoints",
                    "has '" + endpoint + "', which is none of "
                            + String.join(", ", ENDPOINTS.stream().sorted().toList()));
        }
        required(routes, "routes");
        check(!routes.isEmpty(), "routes", "must name at least one cluster");
        endpoints = Set.copyOf(endpoints);
        routes = List.copyOf(routes);
    }
}
