package org.argosy.workers.share;

import java.util.OptionalLong;

/**
 * What another worker told of a route last.
 *
 * @param leaving whether it sends nothing new
 * @param state of the model there, as a heartbeat puts it
 * @param open its requests
 * @param sharers by how many workers it divides the route's bounds; 0 while it uses nothing of them
 * @param askedAt when it last asked the model while that was not known to be hot, on this worker's monotonic clock
 */
record Told(boolean leaving, String state, int open, int sharers, OptionalLong askedAt) {

    private static final String HOT = "hot";

    boolean isHot() {
        return state.equals(HOT);
    }

    boolean isCold() {
        return state.equals("cold") || state.equals("starting");
    }

    boolean isUnknown() {
        return state.equals("unknown");
    }
}
