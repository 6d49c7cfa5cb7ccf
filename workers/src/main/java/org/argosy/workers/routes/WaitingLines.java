package org.argosy.workers.routes;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many lines wait for a permit, and which route all of them refuse, so that new lines may have it. Changes under the
 * router's lock; any thread may read.
 */
final class WaitingLines {

    private final Map<Route, Integer> refusing = new HashMap<>();
    private volatile int count;
    private volatile @Nullable Route refusedByAll;

    void enter(Wanted wanted) {
        change(wanted, 1);
    }

    void leave(Wanted wanted) {
        change(wanted, -1);
    }

    boolean areNone() {
        return count == 0;
    }

    /** What all of them leave to new lines; null when there is no such route. */
    @Nullable
    Route refusedByAll() {
        return refusedByAll;
    }

    private void change(Wanted wanted, int by) {
        int now = count + by;
        count = now;
        Route avoid = wanted.avoid();
        if (wanted.insists() && avoid != null) {
            refusing.merge(avoid, by, (before, change) -> before + change == 0 ? null : before + change);
        }
        refusedByAll = null;
        refusing.forEach((route, lines) -> {
            if (lines == now) {
                refusedByAll = route;
            }
        });
    }
}
