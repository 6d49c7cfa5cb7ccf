package org.argosy.ops.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.argosy.ops.simulator.wire.Flavour;

/**
 * How a simulated cluster behaves when it starts. Made with {@link #builder()}; much of it can be changed while it runs.
 *
 * @param host the address to listen on
 * @param port the port; 0 picks a free one
 * @param models the models that exist; empty means that any name does
 * @param queueLimit requests that may wait for a slot; one more is refused with 429
 * @param queueRetryAfter the {@code Retry-After} of such a refusal; none when empty
 * @param contextTokens the longest prompt and answer together; more is a 400
 * @param maxBodyBytes the longest request body; more is a 413
 * @param coldStart how long a model loads after its first request: until then each one is answered 503
 * @param warmModels models that are loaded from the start
 * @param apiKey the bearer token that requests must carry; none is asked for when empty
 * @param tokens a service account, one of whose tokens requests must carry; none is asked for when empty
 * @param recordLimit how many distinct requests are counted by {@code user} or by their bytes; 0 counts none
 * @param ioThreads event loops; one carries tens of thousands of requests a second
 */
public record SimulatorSettings(
        String host,
        int port,
        Flavour flavour,
        List<String> models,
        Pace pace,
        int queueLimit,
        Optional<Duration> queueRetryAfter,
        int contextTokens,
        int embeddingDimension,
        int maxBodyBytes,
        Duration coldStart,
        List<String> warmModels,
        Optional<String> apiKey,
        Optional<TokenGrant> tokens,
        List<FaultRule> faults,
        int recordLimit,
        int ioThreads,
        long seed) {

    public SimulatorSettings {
        models = List.copyOf(models);
        warmModels = List.copyOf(warmModels);
        faults = List.copyOf(faults);
        require(port >= 0 && port <= 65_535, "port must be 0 to 65535");
        require(queueLimit >= 0, "queueLimit must not be negative");
        require(contextTokens >= 1, "contextTokens must be at least 1");
        require(embeddingDimension >= 1, "embeddingDimension must be at least 1");
        require(maxBodyBytes >= 1, "maxBodyBytes must be at least 1");
        require(!coldStart.isNegative(), "coldStart must not be negative");
        require(recordLimit >= 0, "recordLimit must not be negative");
        require(ioThreads >= 1, "ioThreads must be at least 1");
    }

    /** A continuous-batching server on a free loopback port that accepts any model and never fails. */
    public static SimulatorSettingsBuilder builder() {
        return new SimulatorSettingsBuilder();
    }

    /** Answers at once; the backend for measuring what stands before it. */
    public static SimulatorSettings instant() {
        return builder().pace(Pace.instant()).build();
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
