package org.argosy.ops.standalone.platform;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.argosy.api.ApiServer;
import org.argosy.ops.embedded.EmbeddedServices;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.config.Role;
import org.argosy.ops.standalone.local.LocalServer;
import org.argosy.ops.standalone.local.LocalState;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.db.KeyRepository;

/**
 * The configured roles in this process, with the services that the configuration leaves to Argosy. There is at most one
 * on a data directory. Starting and closing block; the rest is safe for use by any number of threads.
 */
public final class Platform implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Resources resources;
    private final Optional<FirstKeys> keys;
    private final Optional<URI> url;
    private final URI metricsUrl;

    private Platform(Resources resources, Optional<FirstKeys> keys, Optional<URI> url, URI metricsUrl) {
        this.resources = resources;
        this.keys = keys;
        this.url = url;
        this.metricsUrl = metricsUrl;
    }

    /**
     * Starts everything; what was started is stopped again when something fails. Waits for external services that are
     * not there yet, without a limit; an interrupt ends the wait.
     *
     * @throws PlatformException when it cannot start, with a sentence that says why
     * @throws org.argosy.ops.embedded.EmbeddedServiceException the same, of an embedded service
     */
    public static Platform start(ArgosySettings settings) {
        return start(settings, GRACE);
    }

    /**
     * {@link #start(ArgosySettings)} with another time that open requests to clusters get when this closes.
     */
    public static Platform start(ArgosySettings settings, Duration grace) {
        if (settings.roles().contains(Role.API)) {
            Ports.requireFree(settings.server().address(), settings.server().port());
        }
        Resources resources = new Resources();
        try {
            return start(settings, grace, resources);
        } catch (RuntimeException e) {
            resources.close();
            throw e instanceof CompletionException wrapped && wrapped.getCause() instanceof RuntimeException cause
                    ? cause
                    : e;
        }
    }

    private static Platform start(ArgosySettings configured, Duration grace, Resources resources) {
        Clock clock = Clock.systemUTC();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Health health = new Health();
        MetricsServer metrics = resources.add("metrics", MetricsServer.start(configured.server(), meters, health));
        CompletableFuture<ArgosySettings> withClusters = async(() -> withClusters(configured, resources));
        EmbeddedServices embedded = resources.add(
                "embedded services", EmbeddedServices.start(configured.dataDir(), Connections.embedded(configured)));
        Connections connections = Connections.of(configured, embedded);
        Services services = Services.await(configured, connections, withClusters, health, resources);
        ArgosySettings settings = withClusters.join();
        ModelCatalog catalog = Models.catalog(settings);
        Roles roles = new Roles(
                settings, connections, services.database(), services.objects(), catalog, clock, meters, grace);
        Optional<ApiServer> api = roles.start(resources, health);
        LocalState state = new LocalState(settings.dataDir());
        Optional<FirstKeys> keys = services.database()
                .map(database -> new FirstKeys(
                        new KeyRepository(database.jdbi()),
                        state,
                        settings.database().embedded(),
                        clock));
        keys.ifPresent(FirstKeys::local);
        Optional<URI> url = api.map(server -> Urls.local(settings.server().address(), server.port()));
        url.ifPresent(address -> {
            state.publish(new LocalServer(address, ProcessHandle.current().pid(), connections.localDatabase()));
            resources.add("server.json", state::withdraw);
        });
        return new Platform(resources, keys, url, metrics.url());
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
     * @param show is given a key that was made because none was chosen
     */
    public void issueFirstKey(Optional<String> chosen, Consumer<String> show) {
        keys.ifPresent(first -> first.issue(chosen, show));
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

    private static <T> CompletableFuture<T> async(java.util.function.Supplier<T> supplier) {
        return CompletableFuture.supplyAsync(
                supplier, task -> Thread.ofPlatform().name("argosy-start").start(task));
    }
}
