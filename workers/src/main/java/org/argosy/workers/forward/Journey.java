package org.argosy.workers.forward;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.argosy.schemas.avro.FailedAttempt;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.routes.Grant;
import org.argosy.workers.routes.Route;
import org.argosy.workers.routes.Wanted;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to one line so far, and what follows from the next reply. Errors of the cluster's own cost one of the
 * line's tries, and the last of them is its result; refusals, cold models and lost clusters cost none. For one thread.
 */
final class Journey {

    private static final int UNAVAILABLE = 503;

    private final Line line;
    private final Instant start;
    private final Failures failures = new Failures();
    private int requests;
    private int failedTries;
    private int refusalsInARow;
    private int lossesInARow;
    private boolean lastFailed;
    private @Nullable Route last;

    Journey(Line line, Instant start) {
        this.line = line;
        this.start = start;
    }

    Line line() {
        return line;
    }

    WorkItem item() {
        return line.item();
    }

    /**
     * Where it wants to go next: not where it was last, above all when that failed it by the cluster's own error.
     *
     * @param patient whether it may wait for another route
     */
    Wanted wanted(boolean patient) {
        return new Wanted(last, lastFailed, lastFailed && patient);
    }

    /** Takes in a reply. */
    Step after(Grant grant, Reply reply, Instant sent, Outcomes outcomes, Clock clock) {
        Route route = grant.route();
        last = route;
        requests++;
        lastFailed = switch (reply) {
            case Reply.ServerError _, Reply.Broken _, Reply.TimedOut _ -> true;
            default -> false;
        };
        Instant now = clock.instant();
        if (!(reply instanceof Reply.Refused)) {
            refusalsInARow = 0;
        }
        if (!(reply instanceof Reply.Unreachable)) {
            lossesInARow = 0;
        }
        if (!(reply instanceof Reply.Final) && !(reply instanceof Reply.Cold cold && !cold.sent())) {
            failures.add(route, reply, sent, now);
        }
        return switch (reply) {
            case Reply.Final answered ->
                new Step.Ended(outcomes.answered(
                        item(), answered.answer(), route, attempts(route, failures.all()), start, now));
            case Reply.TooLarge large -> new Step.Ended(failed(Outcomes.tooLarge(large), outcomes, now));
            case Reply.Refused refused -> {
                refusalsInARow++;
                yield new Step.Again(refused(route, refused, now));
            }
            case Reply.ServerError error -> tryFailed(route, error.answer(), outcomes, now);
            case Reply.Broken _ -> tryFailed(route, Outcomes.BROKEN, outcomes, now);
            case Reply.TimedOut _ -> tryFailed(route, Outcomes.TIMED_OUT, outcomes, now);
            case Reply.Unreachable gone -> lost(route, gone.answer(), outcomes, now);
            case Reply.Cold cold -> {
                requests -= cold.sent() ? 0 : 1;
                yield new Step.Again(Backoff.gone());
            }
            case Reply.Denied _ -> new Step.Again(Backoff.gone());
            case Reply.StoreFailed _ -> new Step.Again(Backoff.refused(++refusalsInARow));
        };
    }

    Outcome failed(Failure failure, Outcomes outcomes, Instant now) {
        return outcomes.failed(item(), failure, last, attempts(last, failures.all()), start, now);
    }

    /**
     * While a cluster is gone its lines wait. But when a proxy says that it is, and it serves others, it may be this line
     * that brings it down: then that is one of the line's tries.
     */
    private Step lost(Route route, @Nullable HttpAnswer answer, Outcomes outcomes, Instant now) {
        if (answer == null) {
            requests--;
            return new Step.Again(Backoff.gone());
        }
        if (answer.status() != UNAVAILABLE && route.health().isUp()) {
            return tryFailed(route, answer, outcomes, now);
        }
        return new Step.Again(Backoff.lost(++lossesInARow));
    }

    private Outcomes.Attempts attempts(@Nullable Route route, List<FailedAttempt> failed) {
        Set<String> ignored = route == null ? Set.of() : route.cluster().ignoredParameters();
        return new Outcomes.Attempts(requests, failed, IgnoredParameters.in(item(), ignored));
    }

    private Step tryFailed(Route route, HttpAnswer answer, Outcomes outcomes, Instant now) {
        failedTries++;
        return failedTries >= route.maxAttempts()
                ? new Step.Ended(
                        outcomes.answered(item(), answer, route, attempts(route, failures.beforeLast()), start, now))
                : new Step.Again(Backoff.failed(route, failedTries));
    }

    private Step tryFailed(Route route, Failure failure, Outcomes outcomes, Instant now) {
        failedTries++;
        return failedTries >= route.maxAttempts()
                ? new Step.Ended(failed(failure, outcomes, now))
                : new Step.Again(Backoff.failed(route, failedTries));
    }

    /** A cluster that refuses even one request at a time gets none for as long as it asked. */
    private Duration refused(Route route, Reply.Refused refused, Instant now) {
        Optional<Duration> asked = refused.retryAfter();
        if (asked.isPresent() && route.permits().limit() == 1) {
            route.health().pauseUntil(now.plus(asked.get()));
        }
        return asked.map(Backoff::asked).orElseGet(() -> Backoff.refused(refusalsInARow));
    }
}
