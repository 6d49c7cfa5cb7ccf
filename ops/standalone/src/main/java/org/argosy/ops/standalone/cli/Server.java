package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.platform.Platform;

/** A platform in the foreground: started, announced, and closed in good order when the process is told to end. */
final class Server {

    /** A stop that hangs is cut off: everything is written so that a kill loses nothing. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(28);

    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int TERMINATED = 143;

    private final ArgosySettings settings;
    private final Optional<String> firstKey;
    private final PrintWriter out;

    /**
     * @param firstKey of a new installation; empty to have one made and shown
     */
    Server(ArgosySettings settings, Optional<String> firstKey, PrintWriter out) {
        this.settings = settings;
        this.firstKey = firstKey;
        this.out = out;
    }

    /** Blocks until the process ends. */
    void run() throws InterruptedException {
        OwnPlatform own = new OwnPlatform();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(own), "argosy-stop"));
        Platform platform = own.start(settings, GRACE);
        platform.url().ifPresent(url -> print("Argosy listens on " + url));
        platform.issueFirstKey(firstKey, made -> print("API key, shown this once: " + made));
        print("Metrics are at " + platform.metricsUrl());
        new CountDownLatch(1).await();
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }

    private static void stop(OwnPlatform own) {
        Interruption.begin();
        StopLimit.begin(STOP_LIMIT, TERMINATED);
        own.close();
    }
}
