package org.argosy.workers.clusters;

import java.util.Optional;
import org.argosy.schemas.avro.TokenUsage;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** What HTTP made of a request, before anybody says what it means. */
sealed interface Exchange {

    /** A whole answer came. */
    record Answered(
            int status,
            HttpFields headers,
            AnswerBody body,
            Optional<String> id,
            @Nullable TokenUsage usage) implements Exchange {}

    /** No connection came about. */
    record Unreachable(String reason) implements Exchange {}

    /** The connection broke, or what came was no HTTP. */
    record Broken(String reason) implements Exchange {}

    /** Too late, or stalled. */
    record TimedOut(String reason) implements Exchange {}

    /** More than may be stored. */
    record TooLarge(long limitBytes) implements Exchange {}

    /** The object store failed. */
    record StoreFailed(String reason) implements Exchange {}
}
