package org.argosy.workers;

import java.util.Locale;
import org.argosy.schemas.avro.RouteCondition;
import org.argosy.workers.clusters.ModelState;
import org.argosy.workers.clusters.ModelStatus;
import org.argosy.workers.routes.Route;

/** Puts a route's condition into words for a heartbeat. */
final class RouteReport {

    private static final String PAUSED = "paused";

    private RouteReport() {}

    static RouteCondition of(Route route) {
        ModelStatus status = route.cluster().status(route.remoteModel());
        return new RouteCondition(
                route.cluster().name(),
                route.remoteModel(),
                route.isPaused() ? PAUSED : name(status.state()),
                status.since(),
                route.isPaused() ? "an operator has paused the cluster" : status.reason(),
                status.listed().orElse(null),
                route.usablePermits(),
                route.permits().open());
    }

    static String name(ModelState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
