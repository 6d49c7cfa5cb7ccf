package org.argosy.storage.tenants;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How many estimated tokens the open batches of a tenant may have. Immutable.
 *
 * @param each for each model that is not named
 * @param byModel for the models that are
 * @param waits true when a batch that finds no room waits for it, false when it fails
 */
public record TokenQuota(OptionalLong each, Map<String, Long> byModel, boolean waits) {

    public static final TokenQuota NONE = new TokenQuota(OptionalLong.empty(), Map.of(), false);

    public TokenQuota {
        byModel = Map.copyOf(byModel);
        if (each.orElse(1) < 1 || byModel.values().stream().anyMatch(tokens -> tokens < 1)) {
            throw new IllegalArgumentException("a quota of tokens must be at least 1");
        }
    }

    /** The bound for a model. */
    public OptionalLong of(String model) {
        Long named = byModel.get(model);
        return named == null ? each : OptionalLong.of(named);
    }

    /** True when no model has a bound. */
    public boolean isUnbounded() {
        return each.isEmpty() && byModel.isEmpty();
    }
}
