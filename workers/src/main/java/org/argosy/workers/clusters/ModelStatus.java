package org.argosy.workers.clusters;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a model at a cluster.
 *
 * @param since when this state began
 * @param reason why it is not hot, in a few words and without secrets; empty when there is nothing to say
 * @param listed whether the cluster's own list has the model; empty when it cannot be asked
 */
public record ModelStatus(ModelState state, Instant since, String reason, Optional<Boolean> listed) {}
