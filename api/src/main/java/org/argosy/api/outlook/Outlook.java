package org.argosy.api.outlook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchState;
import org.argosy.storage.LaneProgress;
import org.argosy.storage.ModelPace;

/**
 * What a batch waits for, and how long it may take. Immutable.
 *
 * @param waiting why nothing of it is being worked on; empty when something is, and when it has ended
 * @param estimate how long it may take from now on, with the queue as it is; empty when nobody can know
 * @param fitsWindow whether that is within its window; empty when nobody can know
 */
public record Outlook(Optional<Waiting> waiting, Optional<Duration> estimate, Optional<Boolean> fitsWindow) {

    /** Of a batch of which nothing is known, or nothing is left to know. */
    public static final Outlook NONE = new Outlook(Optional.empty(), Optional.empty(), Optional.empty());

    private static final Duration QUEUE_IS_OLD = Duration.ofSeconds(20);
    private static final Duration RATE_IS_OLD = Duration.ofHours(24);
    private static final long LONGEST_SECONDS = Duration.ofDays(3_650).toSeconds();

    static Outlook of(Batch batch, List<LaneProgress> lanes, Surroundings known, Instant now) {
        boolean paused = batch.standing().pausedAt().isPresent();
        if (batch.state() instanceof BatchState.Validating && paused) {
            return new Outlook(Optional.of(Waiting.PAUSED), Optional.empty(), Optional.empty());
        }
        if (!(batch.state() instanceof BatchState.InProgress) || lanes.isEmpty()) {
            return NONE;
        }
        Optional<Waiting> waiting = paused ? Optional.of(Waiting.PAUSED) : waiting(batch, lanes, known);
        return withEstimate(waiting, waiting, batch, lanes, known, now);
    }

    /** Of a batch whose lines were not validated: what is known of them is an expectation. */
    static Outlook expected(Batch batch, LaneProgress lane, Surroundings known, Instant now) {
        return withEstimate(Optional.empty(), known.obstacle(lane.model()), batch, List.of(lane), known, now);
    }

    private static Outlook withEstimate(
            Optional<Waiting> waiting,
            Optional<Waiting> obstacle,
            Batch batch,
            List<LaneProgress> lanes,
            Surroundings known,
            Instant now) {
        boolean stands =
                obstacle.filter(o -> o == Waiting.PAUSED || o == Waiting.OUTAGE).isPresent();
        Optional<Duration> estimate = stands ? Optional.empty() : estimate(batch, lanes, known, now);
        return new Outlook(
                waiting, estimate, estimate.map(left -> !now.plus(left).isAfter(batch.expiresAt())));
    }

    private static Optional<Waiting> waiting(Batch batch, List<LaneProgress> lanes, Surroundings known) {
        int open = open(batch, lanes);
        List<LaneProgress> unfinished =
                lanes.stream().filter(lane -> lane.remaining() > 0 || open > 0).toList();
        Optional<Waiting> obstacle = unfinished.stream()
                .flatMap(lane -> known.obstacle(lane.model()).stream())
                .min(Surroundings.worstFirst());
        boolean someRuns = unfinished.stream()
                .anyMatch(lane -> known.obstacle(lane.model()).isEmpty());
        if (obstacle.isPresent() && !someRuns) {
            return obstacle;
        }
        if (open > 0 || lanes.stream().noneMatch(lane -> lane.remaining() > 0)) {
            return Optional.empty();
        }
        return Optional.of(
                lanes.stream().filter(lane -> lane.remaining() > 0).noneMatch(LaneProgress::admitted)
                        ? Waiting.QUOTA
                        : Waiting.QUEUE);
    }

    /** As long as its slowest model takes. */
    private static Optional<Duration> estimate(Batch batch, List<LaneProgress> lanes, Surroundings known, Instant now) {
        double seconds = 0;
        for (LaneProgress lane : lanes) {
            if (lane.remaining() == 0 && open(batch, lanes) == 0) {
                continue;
            }
            Optional<ModelPace> pace = known.pace(lane.model())
                    .filter(p -> p.tokensPerSecond() > 0 && p.updatedAt().isAfter(now.minus(RATE_IS_OLD)));
            if (pace.isEmpty()) {
                return Optional.empty();
            }
            seconds = Math.max(seconds, seconds(lane, pace.get(), now));
        }
        return seconds > LONGEST_SECONDS
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.ceil(seconds)));
    }

    /**
     * With an equal share for each tenant, but no longer than until all that is queued is done; what was published before
     * comes first.
     */
    private static double seconds(LaneProgress lane, ModelPace pace, Instant now) {
        boolean fed = pace.updatedAt().isAfter(now.minus(QUEUE_IS_OLD));
        double own = (double) lane.remainingTokens() * pace.correction();
        double others = fed ? pace.queuedTokens() : 0;
        int tenants = fed ? Math.max(1, pace.tenants()) : 1;
        double published = fed && pace.linesPerSecond() > 0 ? pace.outstanding() / pace.linesPerSecond() : 0;
        return published + Math.min(own * tenants, Math.max(own, others)) / pace.tokensPerSecond();
    }

    /** Lines that were published and have no outcome. */
    private static int open(Batch batch, List<LaneProgress> lanes) {
        int published = lanes.stream().mapToInt(LaneProgress::publishedLines).sum();
        return Math.max(
                0, published - batch.counts().completed() - batch.counts().failed());
    }
}
