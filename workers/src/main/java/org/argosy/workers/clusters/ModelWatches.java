package org.argosy.workers.clusters;

import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models of one cluster, by their names there. Safe for use by any number of threads. */
final class ModelWatches {

    private final Map<String, ModelWatch> watches = new ConcurrentHashMap<>();
    private final Clock clock;
    private final boolean startsModels;

    ModelWatches(Clock clock, boolean startsModels) {
        this.clock = clock;
        this.startsModels = startsModels;
    }

    ModelWatch of(String model) {
        ModelWatch watch = watches.get(model);
        return watch == null ? watches.computeIfAbsent(model, _ -> new ModelWatch(clock, startsModels)) : watch;
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

    void lost(String reason) {
        watches.values().forEach(watch -> watch.lost(reason));
    }
}
