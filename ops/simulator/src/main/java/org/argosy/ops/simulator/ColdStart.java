package org.argosy.ops.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A model that is loaded by its first request and answers nobody until then. Thread-safe. */
final class ColdStart {

    private final InstantSource clock;
    private final Duration loading;
    private volatile boolean warm;
    private @Nullable Instant readyAt;

    ColdStart(InstantSource clock, Duration loading) {
        this.clock = clock;
        this.loading = loading;
        this.warm = loading.isZero();
    }

    /** Whether the model answers. Wakes it when it does not. */
    boolean wake() {
        return warm || load();
    }

    boolean isWarm() {
        return warm || loaded();
    }

    synchronized void coolDown() {
        readyAt = null;
        warm = loading.isZero();
    }

    private synchronized boolean load() {
        if (readyAt == null) {
            readyAt = clock.instant().plus(loading);
        }
        return loaded();
    }

    private synchronized boolean loaded() {
        if (readyAt != null && !clock.instant().isBefore(readyAt)) {
            warm = true;
        }
        return warm;
    }
}
