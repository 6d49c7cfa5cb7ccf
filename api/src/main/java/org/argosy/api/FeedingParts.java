package org.argosy.api;

import org.argosy.storage.db.ModelPaces;
import org.argosy.storage.db.PauseRepository;
import org.argosy.storage.db.StandingRepository;
import org.jdbi.v3.core.Jdbi;

/** What the API needs to steer what is fed. */
public record FeedingParts(StandingRepository standings, PauseRepository pauses, ModelPaces paces) {

    public static FeedingParts of(Jdbi jdbi) {
        return new FeedingParts(new StandingRepository(jdbi), new PauseRepository(jdbi), new ModelPaces(jdbi));
    }
}
