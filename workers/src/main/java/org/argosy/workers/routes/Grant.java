package org.argosy.workers.routes;

import org.argosy.workers.permits.Permit;

/**
 * The right to send one request on a route. It ends with {@link RouteHealth}'s word on the reply and the permit's release.
 */
public record Grant(Route route, Permit permit) {}
