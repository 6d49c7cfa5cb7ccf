package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.local.LocalServer;
import org.argosy.ops.standalone.local.LocalState;
import org.jspecify.annotations.Nullable;

/**
 * Who does the work of {@code argosy run}: a server that was named, the server that runs on the data directory, or a
 * platform in this process. On ^C a platform is closed in good order after the user was told how to go on.
 */
final class RunTarget implements AutoCloseable {

    private final ArgosyClient client;
    private final @Nullable AutoCloseable platform;
    private volatile Runnable onInterrupt = () -> {};
    private final Thread hook = new Thread(this::interrupted, "argosy-interrupt");

    private RunTarget(ArgosyClient client, @Nullable AutoCloseable platform) {
        this.client = client;
        this.platform = platform;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static RunTarget open(ServerOptions server, Optional<Path> config, PrintWriter err) {
        Optional<URI> given = server.given();
        if (given.isPresent()) {
            if (config.isPresent()) {
                throw CommandException.unusable(
                        "--config is for a platform that this command starts; " + given.get() + " has its own.");
            }
            return new RunTarget(server.client(given.get()), null);
        }
        EmbeddedRun embedded = EmbeddedRun.prepare(config, server.dataDir());
        LocalState state = new LocalState(embedded.dataDir());
        Optional<LocalServer> running = state.server();
        if (running.isPresent()) {
            err.println("Using the server at " + running.get().url() + ", which runs on " + embedded.dataDir() + ".");
            return new RunTarget(new ArgosyClient(running.get().url(), state.key()), null);
        }
        err.println("Starting a platform on " + embedded.dataDir() + " …");
        err.flush();
        return embedded.start((url, platform) -> new RunTarget(new ArgosyClient(url, state.key()), platform));
    }

    ArgosyClient client() {
        return client;
    }

    /** What to do when the user interrupts; replaces what was there. */
    void onInterrupt(Runnable action) {
        onInterrupt = action;
    }

    /** Nothing can be lost any more. */
    void finished() {
        onInterrupt = () -> {};
    }

    String howToGoOn(String batch, Path input) {
        return platform == null
                ? "It goes on at " + client.server() + "; follow it with: argosy watch --server " + client.server()
                        + " " + batch
                : "Go on with: argosy run --resume " + batch + " " + input;
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
        onInterrupt.run();
        closeAll();
    }

    private void closeAll() {
        client.close();
        if (platform != null) {
            try {
                platform.close();
            } catch (Exception e) {
                throw new IllegalStateException("The platform did not stop cleanly", e);
            }
        }
    }
}
