package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Optional;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What came of one request, sorted by what the caller can do about it. */
public sealed interface Reply {

    /** A result, whatever its status: 2xx, or a 4xx that says the request is wrong. */
    record Final(HttpAnswer answer) implements Reply {}

    /** No room now (429, 503): the same request may go well later. */
    record Refused(int status, Optional<Duration> retryAfter) implements Reply {}

    /**
     * The model is not loaded; the cluster was asked to wake it.
     *
     * @param probeAfter when to ask again
     * @param sent false when nothing was sent, because another request was just told so or it is another worker's turn
     */
    record Cold(String reason, Duration probeAfter, boolean sent) implements Reply {
        public Cold(String reason, Duration probeAfter) {
            this(reason, probeAfter, true);
        }
    }

    /**
     * The credentials do not suffice (401, 403): no request can go well until they change.
     *
     * @param credentialVersion the credentials that were refused
     */
    record Denied(int status, long credentialVersion) implements Reply {}

    /** The cluster failed by itself (5xx). */
    record ServerError(HttpAnswer answer) implements Reply {}

    /** The connection broke, or what came was no HTTP. */
    record Broken(String reason) implements Reply {}

    /**
     * The cluster is lost: no connection came about, or a proxy says that nothing is behind it.
     *
     * @param answer the proxy's; null when the request was never sent
     */
    record Unreachable(String reason, @Nullable HttpAnswer answer) implements Reply {
        public Unreachable(String reason) {
            this(reason, null);
        }
    }

    /** The answer did not come in time, or stopped coming. */
    record TimedOut(String reason) implements Reply {}

    /** The answer is larger than this installation takes. */
    record TooLarge(long limitBytes) implements Reply {}

    /** The request or the answer could not be read from or written to the object store: not the cluster's doing. */
    record StoreFailed(String reason) implements Reply {}

    /**
     * An HTTP answer.
     *
     * @param requestId the service's name for the request
     */
    record HttpAnswer(
            int status,
            String requestId,
            AnswerBody body,
            @Nullable TokenUsage usage) {}

    /** The bytes of an answer, or where they are. */
    sealed interface AnswerBody {

        /** Small enough for a Kafka record. */
        record Inline(byte[] bytes) implements AnswerBody {}

        /** In the object store. */
        record Stored(BodyRef ref) implements AnswerBody {}
    }
}
