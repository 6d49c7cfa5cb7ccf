package org.argosy.storage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up what becomes of lines, by model. Not thread-safe. */
public final class UsageTally {

    private final Map<String, ModelUsage> models = new HashMap<>();

    /** Counts a line. */
    public void add(String model, boolean success, TokenCounts tokens) {
        models.merge(model, new ModelUsage(model, success ? 1 : 0, success ? 0 : 1, tokens), ModelUsage::plus);
    }

    /** Counts what another tally has. */
    public void add(UsageTally other) {
        other.models.values().forEach(usage -> models.merge(usage.model(), usage, ModelUsage::plus));
    }

    /** What was counted of each model, in no order. */
    public List<ModelUsage> list() {
        return List.copyOf(models.values());
    }
}
