package org.argosy.storage;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models of this installation, in the order of the configuration. Immutable. */
public final class ModelCatalog {

    private final Map<String, Model> models = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException when two models have one id
     */
    public ModelCatalog(Collection<Model> models) {
        for (Model model : models) {
            if (this.models.putIfAbsent(model.id(), model) != null) {
                throw new IllegalArgumentException("model " + model.id() + " is configured twice");
            }
        }
    }

    public Optional<Model> find(String id) {
        return Optional.ofNullable(models.get(id));
    }

    public List<Model> all() {
        return List.copyOf(models.values());
    }
}
