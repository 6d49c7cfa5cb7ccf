package org.argosy.ops.standalone.platform;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.argosy.api.ApiServer;
import org.argosy.ops.embedded.EmbeddedServices;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.Role;
import org.argosy.ops.standalone.local.LocalServer;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.db.Database;
import org.argosy.storage.db.KeyRepository;
import org.argosy.storage.objects.S3ObjectStore;

/**
 * The configured roles in this process, with the services that the configuration leaves to Argosy. There is at most one
 * on a data directory. Starting and closing block; the rest is safe for use by any number of threads.
 */
public final class Platform implements AutoCloseable {

    private final Resources resources;
    private final FirstKeys keys;
    private final Optional<URI> url;
    private final URI metricsUrl;

    private Platform(Resources resources, FirstKeys keys, Optional<URI> url, URI metricsUrl) {
        this.resources = resources;
        this.keys = keys;
        this.url = url;
        this.metricsUrl = metricsUrl;
    }

    /**
     * Starts everything; what was started is stopped again when something fails.
     *
     * @throws PlatformException when it cannot start, with a sentence that says why
     * @throws org.argosy.ops.embedded.EmbeddedServiceException the same, of an embedded service
     */
    public static Platform start(ArgosySettings settings) {
        if (settings.roles().contains(Role.API)) {
            Ports.requireFree(settings.server().address(), settings.server().port());
        }
        Resources resources = new Resources();
        try {
            return start(settings, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw e instanceof CompletionException wrapped && wrapped.getCause() instanceof RuntimeException cause
                    ? cause
                    : e;
        }
    }

    private static Platform start(ArgosySettings configured, Resources resources) {
        Clock clock = Clock.systemUTC();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CompletableFuture<ArgosySettings> withClusters = async(() -> withClusters(configured, resources));
        EmbeddedServices services = resources.add(
                "embedded services", EmbeddedServices.start(configured.dataDir(), Connections.embedded(configured)));
        Connections connections = Connections.of(configured, services);
        CompletableFuture<ArgosySettings> topics = withClusters.thenApplyAsync(settings -> {
            TopicSetup.run(connections.kafka(), settings);
            return settings;
        });
        S3ObjectStore objects = resources.add("object store", new S3ObjectStore(connections.objects()));
        Database database = resources.add("database", openDatabase(connections));
        ArgosySettings settings = topics.join();
        MetricsServer metrics =
                resources.add("metrics", MetricsServer.start(settings.server().managementPort(), meters));
        ModelCatalog catalog = Models.catalog(settings);
        Roles roles = new Roles(settings, connections, database, objects, catalog, clock, meters);
        Optional<ApiServer> api = roles.start(resources);
        LocalState state = new LocalState(settings.dataDir());
        FirstKeys keys = new FirstKeys(
                new KeyRepository(database.jdbi()), state, settings.database().embedded(), clock);
        keys.local();
        Optional<URI> url = api.map(server -> url(settings, server.port()));
        url.ifPresent(address -> {
            state.publish(new LocalServer(address, ProcessHandle.current().pid(), connections.localDatabase()));
            resources.add("server.json", state::withdraw);
        });
        return new Platform(resources, keys, url, URI.create("http://127.0.0.1:" + metrics.port() + "/metrics"));
    }

    /** Where the API listens, for a client on this machine; empty without the role. */
    public Optional<URI> url() {
        return url;
    }

    /** Where Prometheus finds the metrics. */
    public URI metricsUrl() {
        return metricsUrl;
    }

    /**
     * Gives a new installation its first key.
     *
     * @param chosen the key to use
     * @return a key that was made because none was chosen, to be shown once; empty also when there were keys before
     */
    public Optional<String> issueFirstKey(Optional<String> chosen) {
        return keys.issue(chosen);
    }

    /** Takes no new work, lets open requests end for up to 20 s, writes what came in, and stops. */
    @Override
    public void close() {
        resources.close();
    }

    private static ArgosySettings withClusters(ArgosySettings settings, Resources resources) {
        if (!settings.clusters().isEmpty()) {
            return settings;
        }
        return settings.roles().contains(Role.WORKERS)
                ? resources.add("built-in clusters", BuiltInClusters.start()).in(settings)
                : settings.withClusters(settings.clusters(), BuiltInClusters.models());
    }

    private static Database openDatabase(Connections connections) {
        try {
            return Database.open(connections.database());
        } catch (RuntimeException e) {
            throw new PlatformException(
                    "The database " + connections.database().getJdbcUrl() + " cannot be used: " + Causes.root(e), e);
        }
    }

    private static URI url(ArgosySettings settings, int port) {
        String address = settings.server().address();
        String host = address.equals("0.0.0.0") || address.equals("::") ? "127.0.0.1" : address;
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private static <T> CompletableFuture<T> async(java.util.function.Supplier<T> supplier) {
        return CompletableFuture.supplyAsync(
                supplier, task -> Thread.ofPlatform().name("argosy-start").start(task));
    }
}
