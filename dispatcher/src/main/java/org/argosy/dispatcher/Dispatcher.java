package org.argosy.dispatcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.argosy.dispatcher.collect.Collector;
import org.argosy.dispatcher.events.BatchEvents;
import org.argosy.dispatcher.feed.Admissions;
import org.argosy.dispatcher.feed.FeedingService;
import org.argosy.dispatcher.finish.Finisher;
import org.argosy.dispatcher.merge.SegmentMerger;
import org.argosy.dispatcher.outbox.OutboxRelay;
import org.argosy.dispatcher.pause.PauseAnnouncer;
import org.argosy.dispatcher.plan.Planner;
import org.argosy.dispatcher.plan.PlanningLoop;
import org.argosy.dispatcher.retention.CallSweeper;
import org.argosy.dispatcher.retention.FileSweeper;
import org.argosy.dispatcher.retention.OrphanSweeper;
import org.argosy.dispatcher.retention.PlanSweeper;
import org.argosy.dispatcher.webhooks.WebhookDeliverer;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.Limits;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.db.CreateCalls;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.ExclusiveWork;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.FinishRepository;
import org.argosy.storage.db.LaneAdmission;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.MergeRepository;
import org.argosy.storage.db.ModelLeases;
import org.argosy.storage.db.ModelPaces;
import org.argosy.storage.db.OutboxRepository;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.db.PauseRepository;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.RetentionRepository;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.db.RouteReportRepository;
import org.argosy.storage.db.Tenants;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.db.WebhookDeliveries;
import org.argosy.storage.objects.ObjectStore;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dispatcher's parts, put together. Any number of dispatchers may run on the same database. Start it once and close
 * it once.
 */
public final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(2);

    private final Map<String, Object> kafka;
    private final Topics topics;
    private final ModelCatalog catalog;
    private final Producer<String, byte[]> producer;
    private final OutboxRelay relay;
    private final BatchEvents events;
    private final PlanningLoop planning;
    private final FeedingService feeding;
    private final PauseAnnouncer pauses;
    private final Admissions admissions;
    private final Collector collector;
    private final Finisher finisher;
    private final FileSweeper files;
    private final CallSweeper calls;
    private final PlanSweeper plans;
    private final OrphanSweeper orphans;
    private final SegmentMerger merger;
    private final WebhookDeliverer webhooks;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /**
     * @param database stays open when the dispatcher is closed
     * @param kafka how to reach Kafka: client properties, at least {@code bootstrap.servers}
     * @param catalog the models that a batch may name
     * @param limits what a batch may be
     */
    public Dispatcher(
            Database database,
            ObjectStore store,
            Map<String, Object> kafka,
            ModelCatalog catalog,
            Limits limits,
            Topics topics,
            DispatcherSettings settings,
            Clock clock,
            MeterRegistry registry) {
        Jdbi jdbi = database.jdbi();
        ExclusiveWork exclusive = new ExclusiveWork(jdbi);
        this.kafka = Map.copyOf(kafka);
        this.topics = topics;
        this.catalog = catalog;
        this.producer = new KafkaProducer<>(
                OutboxRelay.producerProperties(kafka), new StringSerializer(), new ByteArraySerializer());
        this.relay = new OutboxRelay(new OutboxRepository(jdbi), producer, settings.relay(), clock, registry);
        FileRepository fileRepository = new FileRepository(jdbi);
        Tenants tenants = new Tenants(jdbi, settings.tenants());
        this.feeding = new FeedingService(
                settings.instance(),
                new LaneRepository(jdbi),
                new ModelLeases(jdbi),
                new RouteReportRepository(jdbi),
                new ModelPaces(jdbi),
                fileRepository,
                store,
                kafka,
                topics,
                catalog,
                settings.feed(),
                tenant -> tenants.policy(tenant).weight(),
                clock,
                registry);
        this.pauses = new PauseAnnouncer(new PauseRepository(jdbi), kafka);
        this.admissions = new Admissions(new LaneAdmission(jdbi, settings.tenants()), feeding::wake, registry);
        PlanRepository planRepository = new PlanRepository(jdbi, settings.tenants());
        this.planning = new PlanningLoop(
                planRepository,
                new Planner(
                        planRepository,
                        new RetryRepository(jdbi),
                        fileRepository,
                        store,
                        catalog,
                        limits,
                        settings.planner(),
                        clock),
                settings.planner(),
                clock,
                admissions::planned);
        this.collector = new Collector(
                kafka,
                store,
                new OutcomeLedger(jdbi, settings.outputLifetime()),
                settings.collector(),
                clock,
                registry);
        this.finisher = new Finisher(
                kafka,
                store,
                new FinishRepository(jdbi, settings.outputLifetime()),
                fileRepository,
                new RetryRepository(jdbi),
                settings.finisher(),
                clock);
        this.events = new BatchEvents(kafka, planning::wake, finisher::wake);
        this.files = new FileSweeper(new RetentionRepository(jdbi), store, settings.retention(), clock, registry);
        this.calls = new CallSweeper(new UploadRepository(jdbi), new CreateCalls(jdbi), settings.retention(), clock);
        this.plans = new PlanSweeper(new RetentionRepository(jdbi), settings.retention(), clock);
        this.orphans = new OrphanSweeper(
                new RetentionRepository(jdbi), exclusive, store, settings.retention(), clock, registry);
        this.merger = new SegmentMerger(new MergeRepository(jdbi), exclusive, store, settings.merge(), clock);
        this.webhooks = new WebhookDeliverer(new WebhookDeliveries(jdbi), settings.webhooks(), clock, registry);
    }

    /**
     * Makes the topics that are missing, then starts what takes work away before what brings it.
     *
     * @throws org.apache.kafka.common.KafkaException when the topics cannot be made; nothing was started
     */
    public void start() {
        try (Admin admin = Admin.create(kafka)) {
            TopicProvisioner provisioner = new TopicProvisioner(admin, topics);
            provisioner.ensureShared();
            provisioner.ensureModels(catalog.all().stream().map(Model::id).toList());
        }
        start(webhooks, webhooks::start);
        start(collector, collector::start);
        start(finisher, finisher::start);
        start(merger, merger::start);
        start(files, files::start);
        start(calls, calls::start);
        start(plans, plans::start);
        start(orphans, orphans::start);
        start(pauses, pauses::start);
        start(feeding, feeding::start);
        start(admissions, admissions::start);
        start(planning, planning::start);
        start(events, events::start);
        start(relay, relay::start);
    }

    private void start(AutoCloseable part, Runnable start) {
        start.run();
        started.push(part);
    }

    /** Stops the parts in the reverse order, each within seconds. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.atWarn()
                        .addKeyValue("part", part.getClass().getSimpleName())
                        .setCause(e)
                        .log("Did not stop cleanly");
            }
        }
        producer.close(PRODUCER_CLOSE);
    }
}
