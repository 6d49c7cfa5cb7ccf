package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.platform.Platform;

/** A platform in the foreground: started, announced, and closed in good order when the process is told to end. */
final class Server {

    /** A stop that hangs is cut off: everything is written so that a kill loses nothing. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(28);

    private final ArgosySettings settings;
    private final PrintWriter out;

    Server(ArgosySettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
    }

    /** Blocks until the process ends. */
    void run() throws InterruptedException {
        Optional<String> chosen =
                Optional.ofNullable(System.getenv("ARGOSY_API_KEY")).filter(key -> !key.isBlank());
        Platform platform = start();
        Optional<String> made = platform.issueFirstKey(chosen);
        platform.url().ifPresent(url -> out.println("Argosy listens on " + url));
        made.ifPresent(key -> out.println("API key, shown this once: " + key));
        out.println("Metrics are at " + platform.metricsUrl());
        out.flush();
        new CountDownLatch(1).await();
    }

    /** A start may wait for long; told to end meanwhile, it stops what it has started. */
    private Platform start() {
        Thread starter = Thread.currentThread();
        CompletableFuture<Optional<Platform>> started = new CompletableFuture<>();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!started.isDone()) {
                                starter.interrupt();
                            }
                            stop(() -> started.join().ifPresent(Platform::close));
                        },
                        "argosy-stop"));
        try {
            Platform platform = Platform.start(settings);
            started.complete(Optional.of(platform));
            return platform;
        } finally {
            started.complete(Optional.empty());
        }
    }

    private static void stop(Runnable close) {
        Thread watchdog = Thread.ofPlatform().daemon().name("argosy-stop-limit").unstarted(() -> {
            try {
                Thread.sleep(STOP_LIMIT);
                Runtime.getRuntime().halt(143);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        watchdog.start();
        close.run();
    }
}
