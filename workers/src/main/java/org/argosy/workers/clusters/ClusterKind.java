package org.argosy.workers.clusters;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.argosy.workers.clusters.Reply.HttpAnswer;

/**
 * What is particular to one kind of cluster. A new kind is a class of its own, an entry in {@link ClusterKinds} and a
 * subclass of the contract suite. Does not block; safe for use by any number of threads.
 */
interface ClusterKind extends ClusterFactory {

    /** Its name in the configuration. */
    String id();

    /** For an answer to be complete, where the configuration says nothing. */
    Duration requestTimeout();

    /** What an answer means, and for an error that was wrapped, the model's own answer in it. */
    Reply interpret(HttpAnswer answer, AnswerContext context);

    /** Where the cluster says which models it has; empty when it cannot be asked. Only ever a hint. */
    Optional<URI> statusPage(URI baseUrl);

    /**
     * Reads that page.
     *
     * @return by the cluster's own names
     * @throws tools.jackson.core.JacksonException when it is not what was expected
     */
    Map<String, ModelState> models(byte[] statusPage);

    /** Whether a model that the status page does not name is cold, rather than unknown to the cluster. */
    boolean startsModels();

    /** Parameters of a request that it accepts and does nothing with. */
    default Set<String> ignoredParameters(URI baseUrl) {
        return Set.of();
    }

    @Override
    default Cluster open(ClusterSettings settings, ClusterResources resources) {
        return new HttpCluster(settings, resources, Credentials.of(settings.auth(), resources.clock()), this);
    }
}
