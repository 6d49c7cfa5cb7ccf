package org.argosy.workers;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Bounds of one route beside its cluster's {@code max-concurrency}, over all workers together: each takes an equal part.
 *
 * @param requestsPerSecond requests that may begin
 * @param tokensPerMinute tokens read and generated
 * @param congestion the server's own word on its queue
 */
public record RouteLimits(
        OptionalDouble requestsPerSecond, OptionalLong tokensPerMinute, Optional<Congestion> congestion) {

    public static final RouteLimits NONE =
            new RouteLimits(OptionalDouble.empty(), OptionalLong.empty(), Optional.empty());

    /**
     * When to step back.
     *
     * @param metrics where a vLLM server tells its metrics
     * @param mostWaiting requests that may wait in it
     */
    public record Congestion(URI metrics, int mostWaiting) {}
}
