package org.argosy.ops.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Starts a platform for a measurement that names no server. */
@FunctionalInterface
public interface ServerLauncher {

    /** The tenant that a platform gives a larger weight than others. */
    String HEAVY_TENANT = "bench-heavy";

    int HEAVY_WEIGHT = 3;

    /**
     * Starts a platform whose only model is served by the backend. Blocks until it is ready.
     *
     * @param backend the backend's base URL, which ends in {@code /v1}
     */
    Launched launch(URI backend, String model) throws IOException, InterruptedException;

    /** A running platform; closing it ends it. */
    interface Launched extends AutoCloseable {

        ServerConnection connection();

        /** The roots of its process trees; this process when it runs inside it. */
        List<Long> pids();

        @Override
        void close();
    }
}
