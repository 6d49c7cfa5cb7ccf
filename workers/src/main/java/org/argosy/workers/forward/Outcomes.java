package org.argosy.workers.forward;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.FailedAttempt;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.Provenance;
import org.argosy.schemas.avro.TokenUsage;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.workers.clusters.Reply;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.clusters.Reply.HttpAnswer;
import org.argosy.workers.routes.Route;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words what became of a line. The codes of failures are those of the OpenAI batch output, where it has one.
 */
final class Outcomes {

    static final Failure CANCELLED =
            new Failure("batch_cancelled", "This request was not executed because the batch was cancelled.");
    static final Failure EXPIRED =
            new Failure("batch_expired", "This request could not be executed before the completion window expired.");
    static final Failure TIMED_OUT = new Failure("request_timeout", "The underlying call to the model timed out.");
    static final Failure BROKEN =
            new Failure("connection_error", "The connection to the model was lost before its answer was complete.");

    static final Failure CRASHED = new Failure("internal_error", "This request could not be sent.");

    /**
     * What was tried.
     *
     * @param requests sent for the line
     * @param failed those that the outcome itself does not tell of
     * @param ignored parameters that the last cluster does nothing with
     */
    record Attempts(int requests, List<FailedAttempt> failed, List<String> ignored) {}

    private final String worker;

    Outcomes(String worker) {
        this.worker = worker;
    }

    static Failure tooLarge(Reply.TooLarge reply) {
        return new Failure("response_too_large", "The model's answer is larger than " + reply.limitBytes() + " bytes.");
    }

    /** A line that was answered. */
    Outcome answered(WorkItem item, HttpAnswer answer, Route route, Attempts attempts, Instant start, Instant end) {
        Object body = switch (answer.body()) {
            case AnswerBody.Inline inline -> ByteBuffer.wrap(inline.bytes());
            case AnswerBody.Stored stored -> stored.ref();
        };
        return outcome(
                item,
                new Answer(answer.status(), answer.requestId(), body),
                answer.usage(),
                provenance(route, attempts, start, end));
    }

    /**
     * A line that was not.
     *
     * @param route where it was sent last, if anywhere
     */
    Outcome failed(
            WorkItem item, Failure failure, @Nullable Route route, Attempts attempts, Instant start, Instant end) {
        return outcome(item, failure, null, provenance(route, attempts, start, end));
    }

    private static Outcome outcome(WorkItem item, Object result, @Nullable TokenUsage usage, Provenance provenance) {
        return new Outcome(
                item.getBatchId(), item.getLine(), item.getCustomId(), item.getModel(), result, usage, provenance);
    }

    private Provenance provenance(@Nullable Route route, Attempts attempts, Instant start, Instant end) {
        return new Provenance(
                route == null ? "" : route.cluster().name(),
                route == null ? "" : route.remoteModel(),
                attempts.requests(),
                start,
                end,
                worker,
                attempts.failed(),
                attempts.ignored());
    }
}
