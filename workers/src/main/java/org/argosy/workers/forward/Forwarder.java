package org.argosy.workers.forward;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.argosy.schemas.avro.Outcome;
import org.argosy.workers.clusters.Call;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.permits.Feedback;
import org.argosy.workers.routes.Grant;
import org.argosy.workers.routes.Router;
import org.jspecify.annotations.Nullable;

/**
 * Takes one line to its outcome: it sends, and as long as the reply is none that ends the line, waits and sends again.
 * While a line waits it holds no permit. Safe for use by any number of threads; each call blocks its own.
 */
public final class Forwarder {

    /** So often a waiting line looks whether it is still wanted. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** So long a line waits for another route that works before it goes back to the one that failed it. */
    private static final Duration AVOIDS = Duration.ofSeconds(5);

    /** An answer this long after the window's end is of no use to anybody. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int GATEWAY_TIMEOUT = 504;

    private final Router router;
    private final DropOrders drops;
    private final Outcomes outcomes;
    private final Closing closing;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    public Forwarder(Router router, DropOrders drops, String worker, Closing closing, Clock clock) {
        this.router = router;
        this.drops = drops;
        this.outcomes = new Outcomes(worker);
        this.closing = closing;
        this.clock = clock;
    }

    /** Lines that were sent once and wait to be sent again. */
    public int waiting() {
        return waiting.get();
    }

    /** What ends this line without it being sent: its batch was dropped, or its window is over. */
    public Optional<Outcome> unsent(Line line) {
        Instant now = clock.instant();
        return Optional.ofNullable(unwanted(new Journey(line, now), now));
    }

    /** The outcome of a line on which this program failed. */
    public Outcome crashed(Line line) {
        Instant now = clock.instant();
        return new Journey(line, now).failed(Outcomes.CRASHED, outcomes, now);
    }

    /**
     * Sends the line until it has an outcome.
     *
     * @param first the grant for the first request
     * @param isOwn whether the line is still this worker's to run; looked at while it waits
     * @return empty when it is not, or the worker closes, before there is one: then the line must be run again
     * @throws InterruptedException when the thread was interrupted
     */
    public Optional<Outcome> forward(Line line, Grant first, BooleanSupplier isOwn) throws InterruptedException {
        Journey journey = new Journey(line, clock.instant());
        Grant grant = first;
        while (true) {
            if (closing.hasBegun()) {
                giveBack(grant);
                return Optional.empty();
            }
            Instant sent = clock.instant();
            Step step = journey.after(grant, send(journey, grant), sent, outcomes, clock);
            if (step instanceof Step.Ended ended) {
                return Optional.of(ended.outcome());
            }
            waiting.incrementAndGet();
            try {
                Outcome unwanted = await(journey, ((Step.Again) step).pause(), isOwn);
                long insistsUntil = System.nanoTime() + AVOIDS.toNanos();
                Grant next = null;
                while (unwanted == null && next == null && isWaiting(isOwn)) {
                    next = router.acquire(journey.wanted(System.nanoTime() < insistsUntil), LOOK);
                    unwanted = next == null ? unwanted(journey, clock.instant()) : null;
                }
                if (unwanted != null) {
                    return Optional.of(unwanted);
                }
                if (next == null) {
                    return Optional.empty();
                }
                grant = next;
            } finally {
                waiting.decrementAndGet();
            }
        }
    }

    private Reply send(Journey journey, Grant grant) throws InterruptedException {
        Duration left =
                Duration.between(clock.instant(), journey.item().getDeadline()).plus(GRACE);
        Call call = new Call(
                journey.item().getBatchId(),
                grant.route().remoteModel(),
                journey.item().getEndpoint(),
                grant.route().rewriter().rewrite(journey.item()),
                left);
        long start = System.nanoTime();
        boolean answered = false;
        try {
            Reply reply = grant.route().cluster().send(call);
            answered = true;
            grant.route().health().heard(reply);
            grant.permit().release(feedback(reply));
            if (!(reply instanceof Reply.Cold cold && !cold.sent())) {
                grant.route().meters().attempted(reply, System.nanoTime() - start);
            }
            return reply;
        } finally {
            if (!answered) {
                giveBack(grant);
            }
        }
    }

    private static void giveBack(Grant grant) {
        grant.route().health().leave();
        grant.permit().release(Feedback.NEUTRAL);
    }

    private static Feedback feedback(Reply reply) {
        return switch (reply) {
            case Reply.Final answered -> Tokens.of(answered.answer());
            case Reply.Refused _ -> Feedback.REFUSED;
            case Reply.TimedOut _, Reply.Unreachable _ -> Feedback.OVERLOADED;
            case Reply.ServerError error when isLate(error.answer().status()) -> Feedback.OVERLOADED;
            default -> Feedback.NEUTRAL;
        };
    }

    /** Somebody on the way waited in vain; the model may be at it still. */
    private static boolean isLate(int status) {
        return status == REQUEST_TIMEOUT || status == GATEWAY_TIMEOUT;
    }

    private @Nullable Outcome await(Journey journey, Duration wait, BooleanSupplier isOwn) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            Outcome unwanted = unwanted(journey, clock.instant());
            long left = end - System.nanoTime();
            if (unwanted != null
                    || left <= 0
                    || !isWaiting(isOwn)
                    || closing.await(Duration.ofNanos(Math.min(left, LOOK.toNanos())))) {
                return unwanted;
            }
        }
    }

    private boolean isWaiting(BooleanSupplier isOwn) {
        return !closing.hasBegun() && isOwn.getAsBoolean();
    }

    private @Nullable Outcome unwanted(Journey journey, Instant now) {
        if (drops.isDropped(journey.item().getBatchId())) {
            return journey.failed(Outcomes.CANCELLED, outcomes, now);
        }
        return journey.line().expired(now) ? journey.failed(Outcomes.EXPIRED, outcomes, now) : null;
    }
}
