package org.argosy.api.outlook;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchState;
import org.argosy.storage.LaneProgress;
import org.argosy.storage.db.ModelPaces;
import org.argosy.storage.db.PauseRepository;
import org.argosy.storage.db.RouteReportRepository;

/**
 * Finds out what batches wait for: one query for any number of them, and a few in a second for what is around them. Safe
 * for use by any number of threads.
 */
public final class Outlooks {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Reports are written every five seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final String ALL = "all";

    private final ModelPaces paces;
    private final RouteReportRepository routes;
    private final PauseRepository pauses;
    private final InputReader inputs;
    private final Clock clock;
    private final LoadingCache<String, Surroundings> surroundings;

    public Outlooks(
            ModelPaces paces, RouteReportRepository routes, PauseRepository pauses, InputReader inputs, Clock clock) {
        this.paces = paces;
        this.routes = routes;
        this.pauses = pauses;
        this.inputs = inputs;
        this.clock = clock;
        this.surroundings = Caffeine.newBuilder().expireAfterWrite(FRESH).build(_ -> look());
    }

    /** Of a batch that is about to be created, by the first lines of its input. Blocks for a fraction of a second at most. */
    public Outlook atCreation(Batch batch) {
        Surroundings known = surroundings.get(ALL);
        if (known.paces().isEmpty()) {
            return Outlook.NONE;
        }
        return inputs.sample(batch)
                .map(sample -> Outlook.expected(
                        batch,
                        new LaneProgress(batch.id(), sample.model(), 1, sample.tokens(), 0, 0, true),
                        known,
                        clock.instant()))
                .orElse(Outlook.NONE);
    }

    public Outlook of(Batch batch) {
        return of(List.of(batch)).getOrDefault(batch.id(), Outlook.NONE);
    }

    /** By batch, for all of them. */
    public Map<BatchId, Outlook> of(Collection<Batch> batches) {
        Map<BatchId, List<LaneProgress>> lanes = paces.lanes(batches.stream()
                .filter(batch -> batch.state() instanceof BatchState.InProgress)
                .map(Batch::id)
                .toList());
        Surroundings known = lanes.isEmpty() ? Surroundings.UNKNOWN : surroundings.get(ALL);
        Instant now = clock.instant();
        Map<BatchId, Outlook> found = new HashMap<>();
        batches.forEach(batch ->
                found.put(batch.id(), Outlook.of(batch, lanes.getOrDefault(batch.id(), List.of()), known, now)));
        return found;
    }

    private Surroundings look() {
        return Surroundings.of(paces.all(), routes.since(clock.instant().minus(SILENCE)), pauses.paused());
    }
}
