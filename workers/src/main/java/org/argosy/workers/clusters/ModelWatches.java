package org.argosy.workers.clusters;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models of one cluster, by their names there. Safe for use by any number of threads. */
final class ModelWatches {

    private final Map<String, ModelWatch> watches = new ConcurrentHashMap<>();
    private final Clock clock;
    private final boolean startsModels;
    private final Turns turns;
    private final String cluster;
    private final Duration pause;

    ModelWatches(Clock clock, boolean startsModels, Turns turns, ClusterSettings settings) {
        this.clock = clock;
        this.startsModels = startsModels;
        this.turns = turns;
        this.cluster = settings.name();
        this.pause = settings.coldProbe();
    }

    ModelWatch of(String model) {
        ModelWatch watch = watches.get(model);
        return watch == null ? watches.computeIfAbsent(model, this::watch) : watch;
    }

    private ModelWatch watch(String model) {
        return new ModelWatch(clock, startsModels, isCold -> turns.take(cluster, model, pause, isCold), pause);
    }

    /**
     * What the cluster says of its models.
     *
     * @param page by names in lower case
     */
    void hinted(Map<String, ModelState> page) {
        watches.forEach((model, watch) -> {
            ModelState state = page.get(model.toLowerCase(Locale.ROOT));
            ModelState absent = startsModels ? ModelState.COLD : ModelState.UNKNOWN;
            watch.hinted(state == null ? absent : state, state != null);
        });
    }

    void stopSending() {
        watches.values().forEach(ModelWatch::stopSending);
    }

    void lost(String reason) {
        watches.values().forEach(watch -> watch.lost(reason));
    }
}
