package org.argosy.ops.standalone.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.platform.Platform;

/**
 * A platform in this process. A start may wait for long; told to end meanwhile, it stops what it has started. Another
 * thread than the one that starts it may stop it.
 */
final class OwnPlatform implements AutoCloseable {

    private final CompletableFuture<Optional<Platform>> started = new CompletableFuture<>();
    private final Thread starter = Thread.currentThread();

    /**
     * Starts it, on the thread that made this. Blocks.
     *
     * @param grace that open requests to clusters get when it closes
     */
    Platform start(ArgosySettings settings, Duration grace) {
        try {
            Platform platform = Platform.start(settings, grace);
            started.complete(Optional.of(platform));
            return platform;
        } finally {
            started.complete(Optional.empty());
        }
    }

    /** Stops it, also when it has not started yet. Blocks. */
    @Override
    public void close() {
        if (!started.isDone()) {
            starter.interrupt();
        }
        started.join().ifPresent(Platform::close);
    }
}
