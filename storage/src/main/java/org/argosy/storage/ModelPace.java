package org.argosy.storage;

import java.time.Instant;

/**
 * What a feeder measured last of a model. Immutable.
 *
 * @param linesPerSecond that finished over the last minute while there was something to do; 0 when nothing is known
 * @param tokensPerSecond the same in tokens, as the model counts them
 * @param correction used over estimated tokens
 * @param queuedLines lines that waited to be published
 * @param queuedTokens what they may use
 * @param tenants of how many tenants they were
 * @param outstanding lines that were published and had no outcome
 */
public record ModelPace(
        String model,
        double linesPerSecond,
        double tokensPerSecond,
        double correction,
        long queuedLines,
        double queuedTokens,
        int tenants,
        long outstanding,
        Instant updatedAt) {}
