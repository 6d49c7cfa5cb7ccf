package org.argosy.workers.clusters;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** An inference service. Safe for use by any number of threads. */
public interface Cluster extends AutoCloseable {

    /** Its name in the configuration. */
    String name();

    /**
     * Sends one request and blocks until it has an answer or has failed. What the service and the network do comes back
     * as a {@link Reply}, never as an exception.
     *
     * @throws InterruptedException when the thread was interrupted; the request is given up
     */
    Reply send(Call call) throws InterruptedException;

    /** Changes whenever the credentials have: a route that was denied is then tried again. Does not block for long. */
    default long credentialVersion() {
        return 0;
    }

    /** What is known of a model by its name here. Does not block. */
    default ModelStatus status(String remoteModel) {
        return new ModelStatus(ModelState.UNKNOWN, Instant.EPOCH, "", Optional.empty());
    }

    /** Another worker found out that a model is hot, or else cold. Does not block. */
    default void told(String remoteModel, boolean hot) {}

    /** Parameters of a request that it accepts and does nothing with. */
    default Set<String> ignoredParameters() {
        return Set.of();
    }

    /** The worker stops: requests that wait in here to be sent are not sent any more. Does not block. */
    default void stopSending() {}

    /** Gives up what is still open and lets go of connections. */
    @Override
    void close();
}
