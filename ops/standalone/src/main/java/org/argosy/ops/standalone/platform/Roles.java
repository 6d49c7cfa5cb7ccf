package org.argosy.ops.standalone.platform;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.api.ApiParts;
import org.argosy.api.ApiServer;
import org.argosy.api.ApiSettings;
import org.argosy.api.FeedingParts;
import org.argosy.api.LiveParts;
import org.argosy.api.Readiness;
import org.argosy.api.ReadinessCheck;
import org.argosy.api.batches.CompletionWindows;
import org.argosy.api.webhooks.WebhookParts;
import org.argosy.dispatcher.Dispatcher;
import org.argosy.dispatcher.DispatcherSettings;
import org.argosy.dispatcher.webhooks.WebhookSettings;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.Role;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.db.BatchRepository;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.FamilyRepository;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.db.KeyRepository;
import org.argosy.storage.db.RouteReportRepository;
import org.argosy.storage.db.Tenants;
import org.argosy.storage.db.UploadRepository;
import org.argosy.storage.db.UsageRepository;
import org.argosy.storage.db.WebhookEndpoints;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.workers.Worker;
import org.jdbi.v3.core.Jdbi;

/**
 * Starts the configured roles on services that run.
 *
 * @param database absent where no role needs it
 * @param grace that open requests to clusters get when the workers stop
 */
record Roles(
        ArgosySettings settings,
        Connections connections,
        Optional<Database> database,
        ObjectStore objects,
        ModelCatalog models,
        Clock clock,
        MeterRegistry meters,
        Duration grace) {

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(3);

    /** Starts them and leaves them to be closed; returns the API when this process has it. */
    Optional<ApiServer> start(Resources resources, Health health) {
        Admin admin = resources.add("readiness probe", Admin.create(connections.kafka()));
        List<ReadinessCheck> checks = checks(admin);
        if (settings.roles().contains(Role.DISPATCHER)) {
            resources.add("dispatcher", dispatcher()).start();
        }
        Optional<Worker> worker = Optional.empty();
        if (settings.roles().contains(Role.WORKERS)) {
            worker = Optional.of(resources.add("workers", worker()));
            worker.get().start();
        }
        Optional<ApiServer> api =
                settings.roles().contains(Role.API) ? Optional.of(resources.add("api", api(checks))) : Optional.empty();
        // First of all at the end: requests to clusters and requests of clients have one grace, not one after the
        // other.
        worker.ifPresent(started -> resources.add("open requests", started::beginClose));
        health.running(new Readiness(checks));
        return api;
    }

    private Worker worker() {
        return new Worker(
                WorkerSetup.of(settings).withCloseGrace(grace),
                connections.kafka(),
                objects,
                settings.kafka().topics(),
                clock,
                meters);
    }

    private Dispatcher dispatcher() {
        return new Dispatcher(
                database.orElseThrow(),
                objects,
                connections.kafka(),
                models,
                settings.effectiveLimits(),
                settings.kafka().topics(),
                dispatcherSettings(),
                clock,
                meters);
    }

    /** The lock on its data directory keeps a second process from the database, so its dispatcher keeps its name. */
    private DispatcherSettings dispatcherSettings() {
        DispatcherSettings defaults = settings.batches()
                .keepPlans()
                .map(DispatcherSettings.defaults()::withPlanAge)
                .orElseGet(DispatcherSettings::defaults)
                .withWebhooks(WebhookSettings.DEFAULT.withAddresses(
                        settings.webhooks().addresses()))
                .withTenants(settings.tenants().policies())
                .withShares(settings.feeding().shares());
        return settings.database().embedded() ? defaults.withInstance("standalone") : defaults;
    }

    private List<ReadinessCheck> checks(Admin admin) {
        List<ReadinessCheck> checks = new ArrayList<>();
        database.ifPresent(tables -> checks.add(
                new ReadinessCheck("postgres", () -> tables.jdbi().useHandle(handle -> handle.execute("select 1")))));
        checks.add(
                new ReadinessCheck("objects", () -> objects.list("readiness/").forEachRemaining(_ -> {})));
        checks.add(new ReadinessCheck(
                "kafka", () -> admin.describeCluster().clusterId().get(PROBE_LIMIT.toSeconds(), TimeUnit.SECONDS)));
        return checks;
    }

    private ApiServer api(List<ReadinessCheck> checks) {
        Jdbi jdbi = database.orElseThrow().jdbi();
        ApiParts parts = new ApiParts(
                new FileRepository(jdbi, settings.tenants().policies()),
                new UploadRepository(jdbi, settings.tenants().policies()),
                new BatchRepository(jdbi, settings.tenants().policies()),
                new FamilyRepository(jdbi),
                new KeyRepository(jdbi),
                new Tenants(jdbi, settings.tenants().policies()),
                new UsageRepository(jdbi),
                new WebhookParts(
                        new WebhookEndpoints(jdbi),
                        new WebhookSamples(jdbi),
                        settings.webhooks().addresses()),
                new RouteReportRepository(jdbi),
                LiveParts.of(jdbi),
                FeedingParts.of(jdbi),
                objects,
                models,
                settings.effectiveLimits(),
                clock,
                meters,
                checks);
        return ApiServer.start(
                parts,
                ApiSettings.onLoopback(settings.server().port())
                        .withAddress(settings.server().address())
                        .withSpool(Spool.clear(settings.dataDir()))
                        .withSpoolBytes(settings.server().spoolSize().bytes())
                        .withDownloads(
                                settings.server().downloads(), settings.server().tenantDownloads())
                        .withWindows(
                                new CompletionWindows(settings.minCompletionWindow(), settings.maxCompletionWindow())));
    }
}
