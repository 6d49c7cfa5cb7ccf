package org.argosy.workers.forward;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.argosy.schemas.avro.FailedAttempt;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.routes.Route;

/** A line's requests that came to nothing: the first and the latest of them, however many there were. For one thread. */
final class Failures {

    private static final int FIRST = 8;
    private static final int MOST = 16;

    private List<FailedAttempt> attempts = List.of();

    void add(Route route, Reply reply, Instant sent, Instant now) {
        if (attempts.isEmpty()) {
            attempts = new ArrayList<>();
        } else if (attempts.size() == MOST) {
            attempts.remove(FIRST);
        }
        attempts.add(new FailedAttempt(
                route.cluster().name(),
                route.remoteModel(),
                sent,
                (int) Math.min(Integer.MAX_VALUE, Duration.between(sent, now).toMillis()),
                reason(reply)));
    }

    /** Those before the last one, which the outcome itself tells of. */
    List<FailedAttempt> beforeLast() {
        return attempts.isEmpty() ? attempts : attempts.subList(0, attempts.size() - 1);
    }

    List<FailedAttempt> all() {
        return attempts;
    }

    private static String reason(Reply reply) {
        return switch (reply) {
            case Reply.Final answered -> Integer.toString(answered.answer().status());
            case Reply.ServerError error -> Integer.toString(error.answer().status());
            case Reply.Refused refused -> Integer.toString(refused.status());
            case Reply.Denied denied -> Integer.toString(denied.status());
            case Reply.Unreachable gone ->
                gone.answer() == null
                        ? "unreachable"
                        : Integer.toString(gone.answer().status());
            case Reply.Cold _ -> "cold";
            case Reply.Broken _ -> "connection broken";
            case Reply.TimedOut _ -> "timed out";
            case Reply.TooLarge _ -> "answer too large";
            case Reply.StoreFailed _ -> "object store";
        };
    }
}
