package org.argosy.api.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.argosy.storage.Batch;
import org.argosy.storage.Model;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.RouteReport;
import org.argosy.storage.Scope;
import org.argosy.storage.db.OverviewRepository;
import org.argosy.storage.db.RouteReportRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/overview}: models, clusters, queues, batches and tenants at one look. */
@RestController
final class OverviewController {

    private static final int BATCHES = 50;
    private static final int TENANTS = 100;

    /** Reports are written every five seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final OverviewRepository overview;
    private final RouteReportRepository routes;
    private final ModelCatalog catalog;
    private final BatchWriter writer;
    private final Clock clock;

    OverviewController(
            OverviewRepository overview,
            RouteReportRepository routes,
            ModelCatalog catalog,
            BatchWriter writer,
            Clock clock) {
        this.overview = overview;
        this.routes = routes;
        this.catalog = catalog;
        this.writer = writer;
        this.clock = clock;
    }

    @GetMapping("/v1/overview")
    OverviewJson overview(Scope scope) {
        Instant now = clock.instant();
        Map<String, RoutesJson> ready = ready(now);
        List<OverviewRepository.OwnedBatch> batches = overview.batches(scope, BATCHES);
        Function<Batch, BatchJson> json = writer.of(
                batches.stream().map(OverviewRepository.OwnedBatch::batch).toList(), now);
        return new OverviewJson(
                "overview",
                now.getEpochSecond(),
                batches.stream()
                        .map(owned -> new OverviewJson.OwnedBatch(owned.tenant(), json.apply(owned.batch())))
                        .toList(),
                models(scope, ready),
                clusters(ready.values()),
                overview.tenants(scope, now, TENANTS).stream()
                        .map(load -> new OverviewJson.TenantLoad(
                                load.tenant(),
                                load.batches(),
                                load.owed(),
                                ArgosyJson.rounded(load.linesPerSecond()),
                                ArgosyJson.rounded(load.tokensPerSecond())))
                        .toList());
    }

    private Map<String, RoutesJson> ready(Instant now) {
        Map<String, List<RouteReport>> reports =
                routes.since(now.minus(SILENCE)).stream().collect(Collectors.groupingBy(RouteReport::model));
        return catalog.all().stream()
                .collect(Collectors.toMap(
                        Model::id,
                        model -> RoutesJson.of(model, reports.getOrDefault(model.id(), List.of())),
                        (a, _) -> a,
                        TreeMap::new));
    }

    private List<OverviewJson.ModelLoad> models(Scope scope, Map<String, RoutesJson> ready) {
        Map<String, OverviewRepository.ModelLoad> asked = overview.models(scope).stream()
                .collect(Collectors.toMap(OverviewRepository.ModelLoad::model, Function.identity()));
        return ready.entrySet().stream()
                .map(model -> {
                    var load = asked.getOrDefault(
                            model.getKey(), new OverviewRepository.ModelLoad(model.getKey(), 0, 0, 0));
                    List<RoutesJson.Route> ways = model.getValue().routes();
                    return new OverviewJson.ModelLoad(
                            load.model(),
                            load.batches(),
                            load.lines(),
                            load.unsent(),
                            model.getValue().state(),
                            ways.stream().mapToInt(RoutesJson.Route::permits).sum(),
                            ways.stream().mapToInt(RoutesJson.Route::open).sum());
                })
                .toList();
    }

    private static List<OverviewJson.ClusterLoad> clusters(Iterable<RoutesJson> models) {
        Map<String, List<RoutesJson.Route>> byCluster = new TreeMap<>();
        models.forEach(model -> model.routes()
                .forEach(route -> byCluster
                        .computeIfAbsent(route.cluster(), _ -> new ArrayList<>())
                        .add(route)));
        return byCluster.entrySet().stream()
                .map(cluster -> new OverviewJson.ClusterLoad(
                        cluster.getKey(),
                        cluster.getValue().size(),
                        (int) cluster.getValue().stream()
                                .filter(route -> route.state().equals("hot"))
                                .count(),
                        cluster.getValue().stream()
                                .mapToInt(RoutesJson.Route::permits)
                                .sum(),
                        cluster.getValue().stream()
                                .mapToInt(RoutesJson.Route::open)
                                .sum()))
                .toList();
    }
}
