package org.argosy.workers;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.argosy.workers.clusters.ClusterSettings;

/**
 * What a worker serves, and how much it may hold.
 *
 * @param name this worker's own name, unique among the workers
 * @param openBytes bodies of requests and answers that may be in memory at once, over all models
 * @param maxAnswerBytes the largest answer that is taken
 * @param closeGrace how long open requests may go on when the worker closes
 */
public record WorkerSettings(
        String name,
        List<ClusterSettings> clusters,
        List<ModelRoutes> models,
        long openBytes,
        long maxAnswerBytes,
        Duration closeGrace) {

    public static final long DEFAULT_OPEN_BYTES = 64L * 1024 * 1024;
    public static final long DEFAULT_MAX_ANSWER_BYTES = 64L * 1024 * 1024;
    public static final Duration DEFAULT_CLOSE_GRACE = Duration.ofSeconds(20);

    /**
     * A model's routes.
     *
     * @param id the name that users write
     * @param routes at least one, the preferred ones first
     */
    public record ModelRoutes(String id, List<RouteSettings> routes) {

        public ModelRoutes {
            routes = List.copyOf(routes);
            if (routes.isEmpty()) {
                throw new IllegalArgumentException("model " + id + " has no route: name at least one cluster");
            }
        }
    }

    /**
     * One way to serve a model.
     *
     * @param cluster a cluster's name
     * @param remoteModel the model's name there
     * @param limits the same wherever the route is named
     */
    public record RouteSettings(String cluster, String remoteModel, RouteLimits limits) {

        /** A route without limits of its own. */
        public RouteSettings(String cluster, String remoteModel) {
            this(cluster, remoteModel, RouteLimits.NONE);
        }
    }

    /** Checks that every route leads to a cluster and every name is used once. */
    public WorkerSettings {
        clusters = List.copyOf(clusters);
        models = List.copyOf(models);
        Set<String> names = clusters.stream().map(ClusterSettings::name).collect(Collectors.toSet());
        if (names.size() < clusters.size()) {
            throw new IllegalArgumentException("two clusters have one name");
        }
        Set<String> ids = new HashSet<>();
        Map<List<String>, RouteLimits> limits = new HashMap<>();
        for (ModelRoutes model : models) {
            if (!ids.add(model.id())) {
                throw new IllegalArgumentException("model " + model.id() + " is configured twice");
            }
            for (RouteSettings route : model.routes()) {
                if (!names.contains(route.cluster())) {
                    throw new IllegalArgumentException("model " + model.id() + " names the cluster " + route.cluster()
                            + ", which is not configured");
                }
                RouteLimits other = limits.putIfAbsent(List.of(route.cluster(), route.remoteModel()), route.limits());
                if (other != null && !other.equals(route.limits())) {
                    throw new IllegalArgumentException("model " + model.id() + " leads to " + route.remoteModel()
                            + " on " + route.cluster() + " with other limits than another model does");
                }
            }
        }
    }

    /** A worker with the default bounds. */
    public static WorkerSettings of(String name, List<ClusterSettings> clusters, List<ModelRoutes> models) {
        return new WorkerSettings(
                name, clusters, models, DEFAULT_OPEN_BYTES, DEFAULT_MAX_ANSWER_BYTES, DEFAULT_CLOSE_GRACE);
    }

    public WorkerSettings withCloseGrace(Duration grace) {
        return new WorkerSettings(name, clusters, models, openBytes, maxAnswerBytes, grace);
    }

    public WorkerSettings withMaxAnswerBytes(long bytes) {
        return new WorkerSettings(name, clusters, models, openBytes, bytes, closeGrace);
    }
}
