package org.argosy.api.http;

import java.time.Instant;
import java.util.Optional;

/** Times as OpenAI's API writes them. */
final class EpochSeconds {

    private EpochSeconds() {}

    static Optional<Long> of(Optional<Instant> time) {
        return time.map(Instant::getEpochSecond);
    }
}
