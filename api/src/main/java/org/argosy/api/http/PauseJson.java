package org.argosy.api.http;

import java.util.Optional;
import org.argosy.storage.Pause;

/**
 * Whether a model or a cluster is paused.
 *
 * @param kind model or cluster
 * @param pausedAt Unix time; null when it is not paused
 */
record PauseJson(String object, String kind, String name, boolean paused, Optional<Long> pausedAt) {

    static PauseJson of(Pause pause) {
        return new PauseJson(
                "pause",
                pause.kind().wireName(),
                pause.name(),
                pause.pausedAt().isPresent(),
                EpochSeconds.of(pause.pausedAt()));
    }
}
