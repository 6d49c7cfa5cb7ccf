package org.argosy.dispatcher.feed;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.dispatcher.loop.Signal;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.FeedLane;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.ModelLeases;
import org.argosy.storage.db.ModelPaces;
import org.argosy.storage.db.RouteReportRepository;
import org.argosy.storage.objects.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the models fed: finds those that have something to publish, takes their leases, and lets one thread feed each. A
 * model without work costs nothing but its place in one query. Of several processes each model has one feeder at a time.
 * Safe for use by any number of threads.
 */
public final class FeedingService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeedingService.class);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final String owner;
    private final LaneRepository lanes;
    private final ModelLeases leases;
    private final ModelPaces paces;
    private final FileRepository files;
    private final ObjectStore store;
    private final Set<String> models;
    private final FeedSettings settings;
    private final ToDoubleFunction<TenantId> tenantWeights;
    private final InstantSource clock;
    private final Admin admin;
    private final TopicProvisioner topics;
    private final Heartbeats heartbeats;
    private final FeedMetrics metrics;
    private final WorkPublisher publisher;
    private final ShardMemory memory;
    private final LostWork lost;
    private final Signal wake = new Signal();
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();

    /** Models whose lease was taken to publish what is lost. Guarded, as the taking is: a lease that is taken again is lost. */
    private final Set<String> audited = new HashSet<>();

    private final Object taking = new Object();
    private final Map<String, ModelMemory> memories = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().name("argosy-feeding").unstarted(this::run);
    private final PeriodicLoop audit;
    private volatile boolean stopping;

    /**
     * @param owner a name that no other feeding service has while this one runs
     * @param kafka how to reach Kafka: client properties
     * @param catalog the models that may be fed
     * @param tenantWeights the shares of tenants beside each other; positive
     */
    public FeedingService(
            String owner,
            LaneRepository lanes,
            ModelLeases leases,
            RouteReportRepository reports,
            ModelPaces paces,
            FileRepository files,
            ObjectStore store,
            Map<String, Object> kafka,
            Topics topics,
            ModelCatalog catalog,
            FeedSettings settings,
            ToDoubleFunction<TenantId> tenantWeights,
            InstantSource clock,
            MeterRegistry registry) {
        this.owner = owner;
        this.lanes = lanes;
        this.leases = leases;
        this.paces = paces;
        this.files = files;
        this.store = store;
        this.models = catalog.all().stream().map(Model::id).collect(Collectors.toSet());
        this.settings = settings;
        this.tenantWeights = tenantWeights;
        this.clock = clock;
        this.admin = Admin.create(kafka);
        this.topics = new TopicProvisioner(admin, topics);
        this.heartbeats = new Heartbeats(kafka, new RouteReports(reports, clock)::take);
        this.metrics = new FeedMetrics(registry);
        this.publisher = new WorkPublisher(kafka, store, clock);
        this.memory = new ShardMemory(settings.shardBytes());
        this.lost = new LostWork(
                this.topics, new Outstanding(admin), lanes, leases, this::input, publisher, memory, settings, clock);
        this.audit = new PeriodicLoop("argosy-lost-work", settings.audit(), this::audit);
    }

    /** A model that is fed here, and the epoch of its lease. */
    private record Feed(Thread thread, long epoch) {}

    /** Begins to feed. Does not block. */
    public void start() {
        heartbeats.start();
        thread.start();
        audit.start();
    }

    /** Looks for something to feed at once: a batch was planned. */
    public void wake() {
        wake.give();
    }

    /** Stops within seconds. What was published and not noted is published again by the next feeder. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        feeds.values().forEach(feed -> feed.thread().interrupt());
        audit.close();
        try {
            join(thread);
            for (Feed feed : feeds.values()) {
                join(feed.thread());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeats.close();
        publisher.close();
        admin.close(JOIN);
    }

    private static void join(Thread thread) throws InterruptedException {
        if (thread.getState() != Thread.State.NEW && !thread.join(JOIN)) {
            LOG.atWarn().addKeyValue("thread", thread.getName()).log("Still busy, left to end by itself");
        }
    }

    private void run() {
        Outage outage = new Outage(LOG, "finding batches to feed");
        while (!stopping) {
            long seen = wake.seen();
            try {
                feedWhatIsThere();
                outage.succeeded();
                wake.await(seen, settings.idlePoll());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                try {
                    wake.await(seen, outage.failed(e));
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void feedWhatIsThere() {
        Set<String> wanted = lanes.modelsToFeed(clock.instant());
        wanted.retainAll(models);
        wanted.removeAll(feeds.keySet());
        if (wanted.isEmpty()) {
            return;
        }
        topics.ensureModels(wanted);
        synchronized (taking) {
            wanted.removeAll(audited);
            take(wanted).forEach(this::feed);
        }
    }

    private Map<String, Long> take(Set<String> wanted) {
        Instant now = clock.instant();
        return leases.take(wanted, owner, now, now.plus(settings.lease()));
    }

    private void feed(String model, long epoch) {
        ModelMemory known = memories.computeIfAbsent(model, _ -> new ModelMemory());
        Feeder feeder = new Feeder(model, lanes, this::input, publisher, memory, settings, tenantWeights, known, clock);
        ModelFeed feed = new ModelFeed(
                model,
                topics,
                new Outstanding(admin),
                heartbeats,
                feeder,
                leases,
                epoch,
                settings,
                known,
                paces,
                clock,
                wake,
                metrics.of(model));
        Thread fresh = Thread.ofPlatform().name("argosy-feed-" + model).unstarted(() -> {
            try {
                feed.run();
            } finally {
                feeds.remove(model);
            }
        });
        feeds.put(model, new Feed(fresh, epoch));
        fresh.start();
    }

    private void audit() throws InterruptedException {
        for (String model : lost.suspects(models)) {
            OptionalLong epoch = hold(model);
            if (epoch.isPresent()) {
                try {
                    lost.publish(model, epoch.getAsLong());
                } finally {
                    letGo(model, epoch.getAsLong());
                }
            }
        }
    }

    /** The epoch of a model's lease, which is taken unless the model is fed here; empty when another process has it. */
    private OptionalLong hold(String model) {
        synchronized (taking) {
            Feed feed = feeds.get(model);
            if (feed != null) {
                return OptionalLong.of(feed.epoch());
            }
            Long epoch = take(Set.of(model)).get(model);
            if (epoch == null) {
                return OptionalLong.empty();
            }
            audited.add(model);
            return OptionalLong.of(epoch);
        }
    }

    private void letGo(String model, long epoch) {
        synchronized (taking) {
            if (audited.remove(model)) {
                leases.release(Map.of(model, epoch), clock.instant());
            }
        }
    }

    private InputFile input(FeedLane lane) {
        return new InputFile(store, List.copyOf(files.inputSegments(lane.batch())));
    }
}
