package org.argosy.ops.standalone.config;

import java.time.Duration;
import org.argosy.storage.Limits;

/** A set of limits to start from. */
public enum Profile {
    /** As much as a streaming platform can take. */
    ARGOSY,
    /** What OpenAI itself allows. */
    OPENAI;

    Limits limits() {
        return this == OPENAI ? Limits.openai() : Limits.defaults();
    }

    Duration minWindow() {
        return this == OPENAI ? Duration.ofHours(24) : Duration.ofHours(1);
    }

    Duration maxWindow() {
        return this == OPENAI ? Duration.ofHours(24) : Duration.ofDays(7);
    }
}
