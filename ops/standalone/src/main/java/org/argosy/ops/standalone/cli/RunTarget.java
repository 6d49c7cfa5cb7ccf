package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.local.LocalServer;
import org.argosy.ops.standalone.local.LocalState;
import org.jspecify.annotations.Nullable;

/**
 * Who does the work of {@code argosy run}: a server that was named, the server that runs on the data directory, or a
 * platform in this process. On ^C, which may come at any moment, the user is told how to go on and a platform is closed in
 * good order.
 */
final class RunTarget implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int INTERRUPTED = 130;

    private final Optional<URI> named;
    private final Path dataDir;
    private volatile Runnable onInterrupt;
    private volatile @Nullable ArgosyClient client;
    private volatile @Nullable OwnPlatform platform;
    private final Thread hook = new Thread(this::interrupted, "argosy-interrupt");

    private RunTarget(Optional<URI> named, Path dataDir, Runnable onInterrupt) {
        this.named = named;
        this.dataDir = dataDir;
        this.onInterrupt = onInterrupt;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Finds it, or starts it.
     *
     * @param onInterrupt what to do when the user interrupts
     */
    static RunTarget open(ServerOptions server, Optional<Path> config, PrintWriter err, Runnable onInterrupt) {
        Optional<URI> given = server.given();
        if (given.isPresent()) {
            if (config.isPresent()) {
                throw CommandException.unusable(
                        "--config is for a platform that this command starts; " + given.get() + " has its own.");
            }
            RunTarget target = new RunTarget(given, server.dataDir().orDefault(), onInterrupt);
            target.client = server.client(given.get());
            return target;
        }
        EmbeddedRun embedded = EmbeddedRun.prepare(config, server.dataDir());
        RunTarget target = new RunTarget(Optional.empty(), embedded.dataDir(), onInterrupt);
        try {
            target.openLocal(embedded, err);
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private void openLocal(EmbeddedRun embedded, PrintWriter err) {
        LocalState state = new LocalState(dataDir);
        Optional<LocalServer> running = state.server();
        if (running.isPresent()) {
            err.println("Using the server at " + running.get().url() + ", which runs on " + dataDir + ".");
            client = new ArgosyClient(running.get().url(), state.key());
            return;
        }
        err.println("Starting a platform on " + dataDir + " …");
        err.flush();
        OwnPlatform own = new OwnPlatform();
        platform = own;
        client = new ArgosyClient(embedded.start(own), state.key());
    }

    ArgosyClient client() {
        ArgosyClient open = client;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }

    /** What to do when the user interrupts; replaces what was there. */
    void onInterrupt(Runnable action) {
        onInterrupt = action;
    }

    /** Nothing can be lost any more. */
    void finished() {
        onInterrupt = () -> {};
    }

    /** Where runs are remembered. */
    Path dataDir() {
        return dataDir;
    }

    /** What tells this target from others, the next time too. */
    String identity() {
        return named.map(URI::toString).orElse("");
    }

    String howToGoOn(String batch) {
        return "Run the same command again to go on with " + batch
                + (platform == null
                        ? "; meanwhile it goes on at " + client().server() + ", see: argosy watch --server "
                                + client().server() + " " + batch
                        : ".");
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The hook runs already and closes everything.
            return;
        }
        closeAll();
    }

    private void interrupted() {
        Interruption.begin();
        StopLimit.begin(STOP_LIMIT, INTERRUPTED);
        onInterrupt.run();
        closeAll();
    }

    private void closeAll() {
        @Nullable ArgosyClient open = client;
        if (open != null) {
            open.close();
        }
        @Nullable OwnPlatform own = platform;
        if (own != null) {
            own.close();
        }
    }
}
