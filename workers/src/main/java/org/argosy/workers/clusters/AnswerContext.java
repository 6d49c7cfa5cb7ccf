package org.argosy.workers.clusters;

import java.time.Duration;
import java.util.Optional;

/**
 * What a kind may need to say what an answer means, beside the answer.
 *
 * @param retryAfter what its {@code Retry-After} said
 * @param credentialVersion the credentials that the request carried
 * @param coldProbe the time between two probes of a model that is starting
 */
record AnswerContext(Optional<Duration> retryAfter, long credentialVersion, Duration coldProbe) {}
