package org.argosy.workers.clusters;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one model at a cluster. While it may be cold one request at a time goes there, by turns with other
 * workers, so that a cold model is woken once and not by everybody. Safe for use by any number of threads.
 */
final class ModelWatch {

    /** A cold model is refused faster than this; after it the others may follow the first. */
    private static final Duration LONGEST_SCOUT = Duration.ofSeconds(15);

    /** So long what requests found out counts more than what the cluster says of itself. */
    private static final Duration FRESH = Duration.ofSeconds(20);

    private final Clock clock;
    private final Turn turn;
    private final Duration pause;
    private volatile ModelStatus status;
    private volatile boolean open;
    private boolean scouting;
    private boolean stopped;
    private volatile Instant heardAt = Instant.EPOCH;

    /** This worker's turn to ask the model. */
    @FunctionalInterface
    interface Turn {

        /** Takes it; what is not zero is how long to wait for it. */
        Duration take(boolean isCold);
    }

    /**
     * @param scouts whether the model may be cold before anything is known of it
     * @param pause between two requests while it is
     */
    ModelWatch(Clock clock, boolean scouts, Turn turn, Duration pause) {
        this.clock = clock;
        this.turn = turn;
        this.pause = pause;
        this.open = !scouts;
        this.status = new ModelStatus(ModelState.UNKNOWN, clock.instant(), "", Optional.empty());
    }

    ModelStatus status() {
        return status;
    }

    /**
     * Waits while another request finds out whether the model is hot. Ends in {@link #heard} or {@link #left} when it
     * returns zero.
     *
     * @return how long nothing may be sent, as the model was found cold meanwhile or it is another worker's turn
     */
    Duration enter() throws InterruptedException {
        return open ? Duration.ZERO : scout();
    }

    private synchronized Duration scout() throws InterruptedException {
        boolean waited = false;
        long end = System.nanoTime() + LONGEST_SCOUT.toNanos();
        while (!open && scouting && !stopped) {
            waited = true;
            long left = end - System.nanoTime();
            if (left <= 0) {
                open = true;
                break;
            }
            wait(Math.max(1, left / 1_000_000));
        }
        if (stopped) {
            return pause;
        }
        if (open) {
            return Duration.ZERO;
        }
        Duration wait = waited && isCold() ? pause : turn.take(isCold());
        scouting = wait.isZero();
        return wait;
    }

    private boolean isCold() {
        return status.state() == ModelState.COLD || status.state() == ModelState.STARTING;
    }

    /** Who waits is not let in any more. */
    synchronized void stopSending() {
        stopped = true;
        notifyAll();
    }

    /** The request that was let in ended without a word on the model. */
    synchronized void left() {
        scouting = false;
        notifyAll();
    }

    /** What came of a request. */
    void heard(Reply reply) {
        if (open && status.state() == ModelState.HOT && reply instanceof Reply.Final) {
            heardAt = clock.instant();
            return;
        }
        learn(reply);
    }

    private synchronized void learn(Reply reply) {
        switch (reply) {
            case Reply.Final _, Reply.Refused _, Reply.ServerError _, Reply.TooLarge _ -> {
                open = true;
                found(ModelState.HOT, "");
            }
            case Reply.Cold cold -> {
                open = false;
                boolean starting =
                        status.state() == ModelState.STARTING || !cold.reason().equals(CommonRules.OFFLINE);
                found(starting ? ModelState.STARTING : ModelState.COLD, cold.reason());
            }
            case Reply.Unreachable gone -> found(ModelState.DOWN, gone.reason());
            case Reply.Denied denied -> found(ModelState.DOWN, "HTTP " + denied.status());
            case Reply.Broken _, Reply.TimedOut _, Reply.StoreFailed _ -> {}
        }
        scouting = false;
        notifyAll();
    }

    private void found(ModelState state, String reason) {
        heardAt = clock.instant();
        become(state, reason);
    }

    /** What the cluster says of the model on its own page. */
    synchronized void hinted(ModelState hint, boolean listed) {
        boolean fresh = heardAt.plus(FRESH).isAfter(clock.instant());
        status = new ModelStatus(status.state(), status.since(), status.reason(), Optional.of(listed));
        if (!fresh || status.state() == ModelState.UNKNOWN) {
            become(hint, "");
        } else if (status.state() == ModelState.COLD && hint == ModelState.STARTING) {
            become(hint, status.reason());
        }
        if (hint == ModelState.HOT) {
            open = true;
            notifyAll();
        }
    }

    /** Another worker found out that it is hot or cold; what this one found out itself lately counts more than a cold one. */
    synchronized void told(boolean hot) {
        if (hot) {
            open = true;
            become(ModelState.HOT, "");
            notifyAll();
        } else if (!heardAt.plus(FRESH).isAfter(clock.instant())) {
            open = false;
            become(ModelState.COLD, "");
        }
    }

    /** Its page cannot be reached. */
    synchronized void lost(String reason) {
        if (heardAt.plus(FRESH).isBefore(clock.instant())) {
            become(ModelState.DOWN, reason);
        }
    }

    private void become(ModelState state, String reason) {
        ModelStatus old = status;
        if (old.state() != state || !old.reason().equals(reason)) {
            Instant since = old.state() == state ? old.since() : clock.instant();
            status = new ModelStatus(state, since, reason, old.listed());
        }
    }
}
