package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.RouteCondition;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.argosy.storage.RouteReport;
import org.argosy.storage.db.RouteReportRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what workers tell of their routes where the API finds it: at once when a state changes, else every few seconds.
 * For one thread.
 */
final class RouteReports {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReports.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private record Saved(Instant at, List<String> states) {}

    private final RouteReportRepository reports;
    private final InstantSource clock;
    private final Outage outage = new Outage(LOG, "keeping reports of routes");
    private final Map<String, Saved> saved = new ConcurrentHashMap<>();

    RouteReports(RouteReportRepository reports, InstantSource clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /** Takes in a heartbeat. A failure is logged: the next beat comes soon. */
    void take(WorkerHeartbeat heartbeat) {
        Instant now = clock.instant();
        List<RouteReport> routes = heartbeat.getModels().stream()
                .flatMap(model -> model.getRoutes().stream().map(route -> report(model, route)))
                .toList();
        List<String> states = routes.stream().map(RouteReport::state).toList();
        Saved last = saved.get(heartbeat.getWorker());
        if (last != null
                && last.states().equals(states)
                && now.isBefore(last.at().plus(PAUSE))) {
            return;
        }
        try {
            reports.save(heartbeat.getWorker(), routes, now, now.minus(SILENCE));
            saved.values().removeIf(one -> one.at().isBefore(now.minus(SILENCE)));
            saved.put(heartbeat.getWorker(), new Saved(now, states));
            outage.succeeded();
        } catch (RuntimeException e) {
            var _ = outage.failed(e);
        }
    }

    private static RouteReport report(ModelCapacity model, RouteCondition route) {
        return new RouteReport(
                model.getModel(),
                route.getCluster(),
                route.getRemoteModel(),
                route.getState(),
                route.getSince(),
                route.getReason(),
                Optional.ofNullable(route.getListed()),
                route.getPermits(),
                route.getOpen());
    }
}
