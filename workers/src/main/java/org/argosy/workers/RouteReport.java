package org.argosy.workers;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.argosy.schemas.avro.RouteCondition;
import org.argosy.workers.clusters.ModelState;
import org.argosy.workers.clusters.ModelStatus;
import org.argosy.workers.routes.Route;

/** Puts a route's condition into words for a heartbeat. */
final class RouteReport {

    private static final String PAUSED = "paused";

    private RouteReport() {}

    /**
     * @param asked when it was last asked while it was not known to be hot
     * @param sharers by how many workers its bounds are divided, 0 for not at all yet
     */
    static RouteCondition of(Route route, Optional<Instant> asked, int sharers) {
        ModelStatus status = route.cluster().status(route.remoteModel());
        return new RouteCondition(
                route.cluster().name(),
                route.remoteModel(),
                route.isPaused() ? PAUSED : name(status.state()),
                status.since(),
                route.isPaused() ? "an operator has paused the cluster" : status.reason(),
                status.listed().orElse(null),
                route.usablePermits(),
                route.permits().open(),
                asked.orElse(null),
                sharers);
    }

    static String name(ModelState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
