package org.argosy.dispatcher.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What feeding is measured by, for each model that was ever fed. Safe for use by any number of threads. */
final class FeedMetrics {

    private final MeterRegistry registry;
    private final Map<String, ModelMeters> models = new ConcurrentHashMap<>();

    FeedMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    ModelMeters of(String model) {
        return models.computeIfAbsent(model, m -> new ModelMeters(registry, m));
    }

    /** Of one model. */
    static final class ModelMeters {

        private final Counter published;
        private volatile long outstanding;
        private volatile long room;

        private ModelMeters(MeterRegistry registry, String model) {
            this.published = Counter.builder("argosy.feeder.lines")
                    .description("lines that were published as work")
                    .tag("model", model)
                    .register(registry);
            Gauge.builder("argosy.feeder.outstanding", this, meters -> meters.outstanding)
                    .description("lines that were published and have no outcome, while the model is fed")
                    .tag("model", model)
                    .register(registry);
            Gauge.builder("argosy.feeder.room", this, meters -> meters.room)
                    .description("lines that may be published now, while the model is fed")
                    .tag("model", model)
                    .register(registry);
        }

        void looked(long linesOutstanding, long linesOfRoom) {
            outstanding = linesOutstanding;
            room = linesOfRoom;
        }

        void published(int lines) {
            published.increment(lines);
        }

        /** This process does not feed the model any more. */
        void left() {
            looked(0, 0);
        }
    }
}
