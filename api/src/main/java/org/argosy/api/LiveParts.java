package org.argosy.api;

import org.argosy.api.events.WatchSettings;
import org.argosy.storage.db.LiveRepository;
import org.argosy.storage.db.OverviewRepository;
import org.argosy.storage.db.ResultRepository;
import org.jdbi.v3.core.Jdbi;

/** What the API needs to show batches while they run. */
public record LiveParts(
        ResultRepository results, LiveRepository batches, OverviewRepository overview, WatchSettings watching) {

    /** The repositories on a database, with the standard settings. */
    public static LiveParts of(Jdbi jdbi) {
        return of(jdbi, WatchSettings.defaults());
    }

    public static LiveParts of(Jdbi jdbi, WatchSettings watching) {
        return new LiveParts(
                new ResultRepository(jdbi), new LiveRepository(jdbi), new OverviewRepository(jdbi), watching);
    }
}
