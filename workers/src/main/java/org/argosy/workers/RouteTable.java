package org.argosy.workers;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.argosy.workers.WorkerSettings.ModelRoutes;
import org.argosy.workers.WorkerSettings.RouteSettings;
import org.argosy.workers.clusters.Cluster;
import org.argosy.workers.clusters.ClusterFactory;
import org.argosy.workers.clusters.ClusterResources;
import org.argosy.workers.clusters.ClusterSettings;
import org.argosy.workers.permits.AdaptiveLimit;
import org.argosy.workers.permits.PermitPool;
import org.argosy.workers.routes.Route;
import org.argosy.workers.routes.RouteHealth;
import org.argosy.workers.routes.RouteMeters;
import org.argosy.workers.routes.Router;

/** Builds clusters, routes and routers from the settings. Models that lead to the same remote model share its route. */
final class RouteTable implements AutoCloseable {

    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<String, Router> routers = new LinkedHashMap<>();

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
            routers.put(model.id(), new Router(own));
        }
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
        PermitPool permits = new PermitPool(new AdaptiveLimit(settings.maxConcurrency()), System::nanoTime);
        RouteHealth health = new RouteHealth(key.cluster() + "/" + key.remoteModel(), clock, permits::reset);
        RouteMeters meters = new RouteMeters(registry, key.cluster(), key.remoteModel(), permits);
        return new Route(cluster, settings, key.remoteModel(), permits, health, meters);
    }

    @Override
    public void close() {
        clusters.values().forEach(Cluster::close);
    }
}
