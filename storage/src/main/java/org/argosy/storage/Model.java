package org.argosy.storage;

import java.util.Set;

/**
 * A model that users may name.
 *
 * @param endpoints paths it serves, for example {@code /v1/chat/completions}
 * @param clusters names of the clusters it may run on
 */
public record Model(String id, Set<String> endpoints, Set<String> clusters) {

    public Model {
        endpoints = Set.copyOf(endpoints);
        clusters = Set.copyOf(clusters);
    }
}
