package org.argosy.workers.routes;

import org.jspecify.annotations.Nullable;

/**
 * What a line wants of a route that was sent before.
 *
 * @param avoid the route that it had last
 * @param repeat whether that failed it, so that the next request counts against a retry budget
 * @param insists whether it rather waits for another route that works than goes back
 */
public record Wanted(@Nullable Route avoid, boolean repeat, boolean insists) {

    /** What a line wants that was not sent yet: any route. */
    static final Wanted ANY = new Wanted(null, false, false);

    boolean refuses(Route route) {
        return insists && route.equals(avoid);
    }
}
