package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Optional;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/** What a kind of cluster means by its answers. Does not block; safe for use by any number of threads. */
@FunctionalInterface
interface AnswerRules {

    /**
     * @param retryAfter what the answer's {@code Retry-After} said
     * @param credentialVersion the credentials that the request carried
     */
    Reply interpret(HttpAnswer answer, Optional<Duration> retryAfter, long credentialVersion);
}
