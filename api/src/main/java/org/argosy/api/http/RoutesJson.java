package org.argosy.api.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.argosy.storage.Model;
import org.argosy.storage.RouteReport;

/**
 * How ready a model is, over all workers.
 *
 * @param state of the best route: hot, starting, cold, unknown, paused or down
 */
record RoutesJson(String state, List<Route> routes) {

    private static final String UNKNOWN = "unknown";
    private static final List<String> BEST_FIRST = List.of("hot", "starting", "cold", UNKNOWN, "paused", "down");

    /**
     * One way to the model.
     *
     * @param model its name at the cluster; null while no worker tells of the route
     * @param since Unix time of the state's beginning
     * @param listed whether the cluster's own list has the model; null when it cannot be asked
     * @param permits requests that the workers may have open now
     * @param workers that use the route
     */
    record Route(
            String cluster,
            Optional<String> model,
            String state,
            Optional<Long> since,
            Optional<String> reason,
            Optional<Boolean> listed,
            int permits,
            int open,
            int workers) {}

    /**
     * @param reports of this model
     */
    static RoutesJson of(Model model, List<RouteReport> reports) {
        Map<List<String>, List<RouteReport>> byRoute = new LinkedHashMap<>();
        for (RouteReport report : reports) {
            byRoute.computeIfAbsent(List.of(report.cluster(), report.remoteModel()), _ -> new ArrayList<>())
                    .add(report);
        }
        List<Route> routes = new ArrayList<>();
        byRoute.values().forEach(route -> routes.add(merged(route)));
        model.clusters().stream()
                .filter(cluster ->
                        routes.stream().noneMatch(route -> route.cluster().equals(cluster)))
                .sorted()
                .forEach(cluster -> routes.add(silent(cluster)));
        String best = routes.stream()
                .map(Route::state)
                .min(Comparator.comparingInt(BEST_FIRST::indexOf))
                .orElse(UNKNOWN);
        return new RoutesJson(best, routes);
    }

    private static Route merged(Collection<RouteReport> reports) {
        RouteReport best = reports.stream()
                .min(Comparator.comparingInt(report -> BEST_FIRST.indexOf(report.state())))
                .orElseThrow();
        return new Route(
                best.cluster(),
                Optional.of(best.remoteModel()),
                best.state(),
                Optional.of(best.since().getEpochSecond()),
                Optional.of(best.reason()).filter(reason -> !reason.isEmpty()),
                best.listed(),
                reports.stream().mapToInt(RouteReport::permits).sum(),
                reports.stream().mapToInt(RouteReport::open).sum(),
                reports.size());
    }

    private static Route silent(String cluster) {
        return new Route(
                cluster,
                Optional.empty(),
                UNKNOWN,
                Optional.empty(),
                Optional.of("no worker tells of it"),
                Optional.empty(),
                0,
                0,
                0);
    }
}
