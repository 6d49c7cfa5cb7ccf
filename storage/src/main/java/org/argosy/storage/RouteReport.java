package org.argosy.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * What one worker told last of one way to a model.
 *
 * @param model the name users write
 * @param remoteModel the model's name at the cluster
 * @param state unknown, hot, starting, cold, paused or down
 * @param since when the state began
 * @param reason why it is not hot; may be empty
 * @param listed whether the cluster's own list has the model; empty when it cannot be asked
 * @param permits requests that the worker may have open
 * @param open requests that it has open
 */
public record RouteReport(
        String model,
        String cluster,
        String remoteModel,
        String state,
        Instant since,
        String reason,
        Optional<Boolean> listed,
        int permits,
        int open) {}
