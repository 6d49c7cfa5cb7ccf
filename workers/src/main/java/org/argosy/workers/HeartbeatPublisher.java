package org.argosy.workers;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.argosy.workers.consume.OutcomePublisher;
import org.argosy.workers.routes.Route;
import org.argosy.workers.routes.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every second what this worker can take of each model. */
final class HeartbeatPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPublisher.class);

    private final String worker;
    private final Map<String, Router> routers;
    private final Map<String, List<Route>> routes;
    private final OutcomePublisher publisher;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("argosy-heartbeat").daemon().factory());

    HeartbeatPublisher(String worker, RouteTable table, OutcomePublisher publisher, Clock clock) {
        this.worker = worker;
        this.routers = Map.copyOf(table.routers());
        this.routes = Map.copyOf(table.routes());
        this.publisher = publisher;
        this.clock = clock;
    }

    void start() {
        var _ = timer.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
    }

    private void beat() {
        try {
            List<ModelCapacity> models = routers.entrySet().stream()
                    .map(model -> new ModelCapacity(
                            model.getKey(),
                            model.getValue().permits(),
                            model.getValue().open(),
                            routes.getOrDefault(model.getKey(), List.of()).stream()
                                    .map(RouteReport::of)
                                    .toList()))
                    .toList();
            publisher.publish(new WorkerHeartbeat(worker, clock.instant(), models));
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("A heartbeat could not be sent, the next one follows");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
