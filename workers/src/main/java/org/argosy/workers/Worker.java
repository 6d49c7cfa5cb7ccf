package org.argosy.workers;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.workers.clusters.AnswerStore;
import org.argosy.workers.clusters.ClusterFactory;
import org.argosy.workers.clusters.ClusterKinds;
import org.argosy.workers.clusters.ClusterResources;
import org.argosy.workers.clusters.HttpResources;
import org.argosy.workers.consume.ByteBudget;
import org.argosy.workers.consume.DroppedBatches;
import org.argosy.workers.consume.LiveWorkers;
import org.argosy.workers.consume.OutcomePublisher;
import org.argosy.workers.consume.PauseOrders;
import org.argosy.workers.consume.WorkConsumer;
import org.argosy.workers.forward.Closing;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.routes.Router;
import org.argosy.workers.share.Neighbours;
import org.argosy.workers.share.ProbeTurns;
import org.argosy.workers.share.RouteName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role that takes lines from Kafka, sends them to clusters and reports what became of them: one consumer for each
 * model, around the routes, the byte budget and the publisher that all share.
 *
 * <p>{@link #start()} returns at once and needs no Kafka that is up. Thread-safe.
 */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration ORDERS_WAIT = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final HttpResources http = new HttpResources();
    private final Admin admin;
    private final OutcomePublisher publisher;
    private final DroppedBatches drops;
    private final PauseOrders pauses;
    private final RouteTable routes;
    private final HeartbeatPublisher heartbeats;
    private final Neighbours neighbours;
    private final LiveWorkers workers;
    private final Closing closing = new Closing();
    private final List<WorkConsumer> consumers = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * A worker for clusters of the kinds that come with Argosy.
     *
     * @see #Worker(WorkerSettings, Map, Map, ObjectStore, Topics, Clock, MeterRegistry)
     */
    public Worker(
            WorkerSettings settings,
            Map<String, Object> kafka,
            ObjectStore store,
            Topics topics,
            Clock clock,
            MeterRegistry registry) {
        this(settings, Map.of(), kafka, store, topics, clock, registry);
    }

    /**
     * @param kinds further kinds of clusters, by the name that the configuration gives them
     * @param kafka client properties, at least {@code bootstrap.servers}
     * @throws IllegalArgumentException when the settings cannot be served
     */
    public Worker(
            WorkerSettings settings,
            Map<String, ClusterFactory> kinds,
            Map<String, Object> kafka,
            ObjectStore store,
            Topics topics,
            Clock clock,
            MeterRegistry registry) {
        this.settings = settings;
        ByteBudget budget = new ByteBudget(settings.openBytes());
        Map<String, ClusterFactory> allKinds = new HashMap<>(ClusterKinds.factories());
        allKinds.putAll(kinds);
        AnswerStore answers = new AnswerStore(store, clock, budget, settings.maxAnswerBytes());
        this.neighbours = new Neighbours(settings.name(), clock.instant(), System::nanoTime, this::told);
        ProbeTurns turns = new ProbeTurns(neighbours, clock, System::nanoTime, this::tell);
        this.routes =
                new RouteTable(settings, allKinds, new ClusterResources(http, answers, clock, turns), clock, registry);
        this.admin = Admin.create(kafka);
        this.publisher = new OutcomePublisher(kafka);
        this.drops = new DroppedBatches(kafka, clock);
        this.pauses = new PauseOrders(kafka, routes::pause);
        this.heartbeats = new HeartbeatPublisher(
                settings.name(), routes, route -> turns.asked(RouteTable.name(route)), publisher, clock);
        this.workers = new LiveWorkers(kafka, clock, new Listening());
        TopicProvisioner provisioner = new TopicProvisioner(admin, topics);
        routes.routers().forEach((model, router) -> {
            Forwarder forwarder = new Forwarder(router, drops, settings.name(), closing, clock);
            consumers.add(consumer(model, kafka, provisioner, router, forwarder, budget));
            Gauge.builder("argosy.worker.waiting", forwarder, Forwarder::waiting)
                    .description("lines that wait to be sent again")
                    .tag("model", model)
                    .register(registry);
            FunctionTimer.builder(
                            "argosy.worker.permit.wait",
                            router,
                            Router::waits,
                            it -> (double) it.waitNanos(),
                            TimeUnit.NANOSECONDS)
                    .description("time that lines waited for a permit to be sent again")
                    .tag("model", model)
                    .register(registry);
            FunctionCounter.builder("argosy.worker.retries.exhausted", router, it -> (double) it.exhaustedRetries())
                    .description("times a line waited because the retry budget was used up")
                    .tag("model", model)
                    .register(registry);
        });
        Gauge.builder("argosy.worker.bytes", budget, ByteBudget::used)
                .description("bytes of lines and their answers in memory")
                .register(registry);
    }

    private WorkConsumer consumer(
            String model,
            Map<String, Object> kafka,
            TopicProvisioner provisioner,
            Router router,
            Forwarder forwarder,
            ByteBudget budget) {
        Runnable ensureTopics = () -> {
            provisioner.ensureShared();
            provisioner.ensureModels(List.of(model));
            awaitOrders();
        };
        return new WorkConsumer(model, kafka, ensureTopics, router, forwarder, publisher, budget, closing);
    }

    private void told(RouteName route, boolean hot, boolean fresh) {
        routes.told(route, hot, fresh);
    }

    private void tell() {
        heartbeats.soon();
    }

    /** What follows from the heartbeats of all workers. */
    private final class Listening implements LiveWorkers.Listener {

        @Override
        public void heard(WorkerHeartbeat beat) {
            neighbours.heard(beat);
        }

        @Override
        public void looked() {
            neighbours.forgetSilent();
            if (routes.share(neighbours)) {
                tell();
            }
        }
    }

    /** Begins to work. Does not block. */
    public void start() {
        drops.start();
        pauses.start();
        consumers.forEach(WorkConsumer::start);
        heartbeats.start();
        workers.start();
    }

    /** So that nothing is sent that must not be; not for long, for it costs only calls. */
    private void awaitOrders() {
        try {
            if (!drops.awaitCaughtUp(ORDERS_WAIT) || !pauses.awaitCaughtUp(ORDERS_WAIT)) {
                LOG.atWarn().log("Orders to drop batches and to pause are not known yet, starting without them");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Sends nothing new; open requests have their grace from now on. Returns at once, so that others can stop meanwhile;
     * {@link #close()} must follow. Idempotent.
     */
    public void beginClose() {
        if (closing.begin()) {
            routes.stopSending();
            heartbeats.leave();
            long stopAt = System.nanoTime() + settings.closeGrace().toNanos();
            consumers.forEach(consumer -> consumer.stopBy(stopAt));
        }
    }

    /**
     * Sends nothing new, gives open requests their grace, and commits everything that is done. Blocks until then. What
     * was not done will be repeated by whoever gets its partition. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        beginClose();
        consumers.forEach(WorkConsumer::close);
        heartbeats.close();
        routes.close();
        publisher.close();
        drops.close();
        pauses.close();
        workers.close();
        admin.close(Duration.ofSeconds(1));
        http.close();
    }
}
