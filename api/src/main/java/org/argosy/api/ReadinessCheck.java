package org.argosy.api;

/**
 * Asks whether something that the API needs can be reached.
 *
 * @param name shown to whoever asks, for example {@code postgres}
 * @param probe returns when it can be reached and throws when not; may block for a few seconds
 */
public record ReadinessCheck(String name, Probe probe) {

    /** Returns or throws. Safe for use by any number of threads. */
    @FunctionalInterface
    public interface Probe {

        void run() throws Exception;
    }
}
