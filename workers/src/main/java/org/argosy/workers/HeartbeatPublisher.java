package org.argosy.workers;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.argosy.workers.consume.OutcomePublisher;
import org.argosy.workers.routes.Route;
import org.argosy.workers.routes.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every second what this worker can take of each model, and at once what others must know. Thread-safe. */
final class HeartbeatPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPublisher.class);
    private static final long FAREWELL_SECONDS = 1;

    private final String worker;
    private final RouteTable table;
    private final Function<Route, Optional<Instant>> asked;
    private final OutcomePublisher publisher;
    private final Clock clock;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("argosy-heartbeat").daemon().factory());
    private volatile boolean leaving;

    /**
     * @param asked when a route's model was last asked while it was not known to be hot
     */
    HeartbeatPublisher(
            String worker,
            RouteTable table,
            Function<Route, Optional<Instant>> asked,
            OutcomePublisher publisher,
            Clock clock) {
        this.worker = worker;
        this.table = table;
        this.asked = asked;
        this.publisher = publisher;
        this.clock = clock;
    }

    void start() {
        var _ = timer.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
    }

    /** Tells what has changed without waiting for the next second. */
    void soon() {
        if (due.compareAndSet(false, true)) {
            later(this::beat);
        }
    }

    /** From now on it tells that this worker only ends what is open. */
    void leave() {
        leaving = true;
        soon();
    }

    private void beat() {
        due.set(false);
        publish(table.routers().entrySet().stream()
                .map(model -> capacity(model.getKey(), model.getValue()))
                .toList());
    }

    private ModelCapacity capacity(String model, Router router) {
        List<Route> routes = table.routes().getOrDefault(model, List.of());
        return new ModelCapacity(
                model,
                leaving ? 0 : router.permits(),
                router.open(),
                routes.stream()
                        .map(route -> RouteReport.of(route, asked.apply(route), table.sharers(route)))
                        .toList());
    }

    private void publish(List<ModelCapacity> models) {
        try {
            publisher.publish(new WorkerHeartbeat(worker, clock.instant(), leaving, models));
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("A heartbeat could not be sent, the next one follows");
        }
    }

    private void later(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException _) {
            // It was closed: nobody needs to know any more.
        }
    }

    /** Tells that this worker is gone, so that others need not find out. */
    @Override
    public void close() {
        leaving = true;
        later(() -> publish(List.of()));
        timer.shutdown();
        try {
            if (!timer.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException _) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
