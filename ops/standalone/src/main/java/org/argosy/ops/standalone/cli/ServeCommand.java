package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.config.ArgosySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a server in the foreground. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Run a server until it is stopped (SIGTERM or ^C).",
            "Prints where it listens once it is ready, and on a new data directory an API key, once; set ARGOSY_API_KEY"
                    + " to choose that key. Logs go to standard error."
        },
        footer = {
            "",
            "Examples:",
            "  argosy serve",
            "  argosy serve --config argosy.yaml --data-dir /srv/argosy --port 9000",
            "  ARGOSY_API_KEY=sk-my-first-key argosy serve --data-dir $(mktemp -d) --port 0"
        })
@SuppressWarnings("NullAway.Init")
final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirOption dataDir;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file; ARGOSY_CONFIG sets it too. Default: none.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--port", paramLabel = "N", description = "Port of the API; 0 for a free one. Default: 8080.")
    private Optional<Integer> port = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        if (port.isPresent() && (port.get() < 0 || port.get() > 65_535)) {
            throw CommandException.unusable("--port must be between 0 and 65535.");
        }
        Optional<String> firstKey = EnvironmentKey.chosen(System.getenv());
        ArgosySettings read = Settings.load(config, dataDir);
        ArgosySettings settings = port.map(read::withPort).orElse(read);
        Logging.toStandardError();
        PrintWriter out = spec.commandLine().getOut();
        new Server(settings, firstKey, out).run();
        return 0;
    }
}
