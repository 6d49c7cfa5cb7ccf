package org.argosy.ops.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Models that are loaded by their first request and answer nobody until then. Thread-safe. */
final class ColdStarts {

    /** How far a model is. */
    enum Phase {
        COLD,
        LOADING,
        WARM
    }

    private final InstantSource clock;
    private final Duration loading;
    private final Set<String> alwaysWarm;
    private final List<String> models;
    private final Map<String, Instant> readyAt = new HashMap<>();

    ColdStarts(InstantSource clock, SimulatorSettings settings) {
        this.clock = clock;
        this.loading = settings.coldStart();
        this.alwaysWarm = Set.copyOf(settings.warmModels());
        this.models = settings.models();
    }

    /** Whether the model answers. Wakes it when it does not. */
    boolean wake(String model) {
        if (isAlwaysWarm(model)) {
            return true;
        }
        synchronized (this) {
            readyAt.computeIfAbsent(model, _ -> clock.instant().plus(loading));
        }
        return phase(model) == Phase.WARM;
    }

    Phase phase(String model) {
        if (isAlwaysWarm(model)) {
            return Phase.WARM;
        }
        Instant ready;
        synchronized (this) {
            ready = readyAt.get(model);
        }
        if (ready == null) {
            return Phase.COLD;
        }
        return clock.instant().isBefore(ready) ? Phase.LOADING : Phase.WARM;
    }

    /** The configured models, and where none are, those that were asked for. */
    synchronized Set<String> models() {
        Set<String> all = new LinkedHashSet<>(models);
        if (models.isEmpty()) {
            all.addAll(readyAt.keySet());
        }
        return all;
    }

    boolean isAllWarm() {
        Set<String> all = models();
        return loading.isZero() || (!all.isEmpty() && all.stream().allMatch(model -> phase(model) == Phase.WARM));
    }

    synchronized void coolDown() {
        readyAt.clear();
    }

    private boolean isAlwaysWarm(String model) {
        return loading.isZero() || alwaysWarm.contains(model);
    }
}
