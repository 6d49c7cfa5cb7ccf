package org.argosy.workers;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Cluster;
import org.argosy.workers.clusters.ClusterFactory;
import org.argosy.workers.clusters.ClusterResources;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.clusters.ModelState;
import org.argosy.workers.permits.AdaptiveLimit;
import org.argosy.workers.permits.CongestionWatch;
import org.argosy.workers.permits.PermitPool;
import org.argosy.workers.permits.RateBudget;
import org.argosy.workers.routes.RetryBudget;
import org.argosy.workers.routes.Route;
import org.argosy.workers.routes.RouteHealth;
import org.argosy.workers.routes.RouteMeters;
import org.argosy.workers.routes.Router;
import org.argosy.workers.share.Neighbours;
import org.argosy.workers.share.RouteName;
import org.argosy.workers.share.Share;

/** Builds clusters, routes and routers from the settings. Models that lead to the same remote model share its route. */
final class RouteTable implements AutoCloseable {

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Router> routers = new LinkedHashMap<>();
    private final Map<Route, Set<String>> models = new LinkedHashMap<>();
    private final Map<Route, Integer> sharers = new ConcurrentHashMap<>();
    private final List<CongestionWatch> watches = new ArrayList<>();
    private final Map<String, List<Route>> byModel = new LinkedHashMap<>();

    RouteTable(
            WorkerSettings settings,
            Map<String, ClusterFactory> kinds,
            ClusterResources resources,
            Clock clock,
            MeterRegistry registry) {
        Map<String, ClusterSettings> byName =
                settings.clusters().stream().collect(Collectors.toMap(ClusterSettings::name, Function.identity()));
        settings.clusters().forEach(cluster -> clusters.put(cluster.name(), open(cluster, kinds, resources)));
        Map<RouteSettings, Route> routes = new HashMap<>();
        for (ModelRoutes model : settings.models()) {
            List<Route> own = model.routes().stream()
                    .map(route -> routes.computeIfAbsent(
                            route, key -> route(key, requireNonNull(byName.get(key.cluster())), clock, registry)))
                    .toList();
            own.forEach(
                    route -> models.computeIfAbsent(route, _ -> new HashSet<>()).add(model.id()));
            byModel.put(model.id(), own);
            routers.put(model.id(), new Router(own));
        }
        routes.values().forEach(route -> meter(route, registry));
    }

    /** The routes of each model, the preferred ones first. */
    Map<String, List<Route>> routes() {
        return byModel;
    }

    /** By model, in the order of the settings. */
    Map<String, Router> routers() {
        return routers;
    }

    private static Cluster open(
            ClusterSettings settings, Map<String, ClusterFactory> kinds, ClusterResources resources) {
        ClusterFactory kind = kinds.get(settings.kind());
        if (kind == null) {
            throw new IllegalArgumentException("cluster " + settings.name() + ": the kind " + settings.kind()
                    + " is not supported; there are " + String.join(", ", kinds.keySet()));
        }
        return kind.open(settings, resources);
    }

    private Route route(RouteSettings key, ClusterSettings settings, Clock clock, MeterRegistry registry) {
        Cluster cluster = requireNonNull(clusters.get(key.cluster()));
        RouteLimits limits = key.limits();
        PermitPool permits = new PermitPool(
                new AdaptiveLimit(settings.maxConcurrency()),
                new RateBudget(limits.requestsPerSecond(), limits.tokensPerMinute(), System::nanoTime),
                System::nanoTime);
        RouteHealth health = new RouteHealth(key.cluster() + "/" + key.remoteModel(), clock, permits::reset);
        RetryBudget retries = new RetryBudget(System::nanoTime);
        RouteMeters meters = new RouteMeters(registry, key.cluster(), key.remoteModel(), permits, health, retries);
        permits.share(settings.maxConcurrency(), 0, 0);
        limits.congestion().ifPresent(server -> watch(key, server, permits, registry));
        return new Route(cluster, settings, key.remoteModel(), permits, health, retries, meters);
    }

    private void watch(RouteSettings key, RouteLimits.Congestion server, PermitPool permits, MeterRegistry registry) {
        CongestionWatch watch =
                CongestionWatch.start(server.metrics(), key.remoteModel(), server.mostWaiting(), permits::congested);
        watches.add(watch);
        Gauge.builder("argosy.worker.backend.waiting", watch, CongestionWatch::waiting)
                .description("requests that wait in the server, as it tells itself")
                .tags("cluster", key.cluster(), "model", key.remoteModel())
                .register(registry);
    }

    /**
     * Divides every route's bounds among the workers that serve it.
     *
     * @return whether the others must be told
     */
    boolean share(Neighbours neighbours) {
        boolean changed = false;
        for (Route route : models.keySet()) {
            Share share = Share.of(route.maxConcurrency(), neighbours, name(route));
            route.permits().share(share.permits(), share.most(), share.rate());
            changed |= !Integer.valueOf(share.workers()).equals(sharers.put(route, share.workers()));
        }
        return changed;
    }

    /** By how many workers a route's bounds are divided; 0 before it is known. */
    int sharers(Route route) {
        return sharers.getOrDefault(route, 0);
    }

    /** Another worker knows that a model is hot, or else cold; fresh when it just found out. */
    void told(RouteName name, boolean hot, boolean fresh) {
        for (Route route : models.keySet()) {
            if (!name(route).equals(name)) {
                continue;
            }
            ModelState state = route.cluster().status(route.remoteModel()).state();
            if (!hot) {
                if (fresh && state == ModelState.HOT) {
                    route.cluster().told(name.remoteModel(), false);
                }
            } else if (state == ModelState.UNKNOWN || (fresh && isCold(state))) {
                route.cluster().told(name.remoteModel(), true);
                route.health().warmed();
                routers.values().forEach(Router::look);
            }
        }
    }

    private static boolean isCold(ModelState state) {
        return state == ModelState.COLD || state == ModelState.STARTING;
    }

    static RouteName name(Route route) {
        return new RouteName(route.cluster().name(), route.remoteModel());
    }

    /** Sends nothing to these models and clusters, and to all others again. */
    void pause(Set<String> pausedModels, Set<String> pausedClusters) {
        models.keySet()
                .forEach(route ->
                        route.pause(pausedClusters.contains(route.cluster().name())));
        routers.forEach((model, router) -> router.pause(pausedModels.contains(model)));
    }

    /** Nothing new is sent any more, also nothing that waits at a cluster; waiting lines look. */
    void stopSending() {
        clusters.values().forEach(Cluster::stopSending);
        routers.values().forEach(Router::look);
    }

    /** One gauge for each state, of which one is 1. */
    private static void meter(Route route, MeterRegistry registry) {
        for (ModelState state : ModelState.values()) {
            Gauge.builder(
                            "argosy.worker.route.state",
                            route,
                            it -> it.cluster().status(it.remoteModel()).state() == state ? 1 : 0)
                    .description("1 for the state in which the model is at the cluster")
                    .tags(
                            "cluster",
                            route.cluster().name(),
                            "model",
                            route.remoteModel(),
                            "state",
                            RouteReport.name(state))
                    .register(registry);
        }
    }

    @Override
    public void close() {
        watches.forEach(CongestionWatch::close);
        clusters.values().forEach(Cluster::close);
    }
}
