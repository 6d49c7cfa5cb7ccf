package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.config.Durations;
import org.argosy.ops.standalone.platform.KeyStore;
import org.argosy.storage.KeyNames;
import org.argosy.storage.KeyRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Makes and ends API keys, straight in the database: whoever may read the data directory may do so. An operator's key does
 * the same by way of a server.
 */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Make, list and revoke API keys, straight in the database, beside a running server or without one; with"
                        + " --server, by way of a server elsewhere.",
        footer = {
            "",
            "Examples:",
            "  argosy keys create --tenant physics",
            "  ARGOSY_API_KEY=$(argosy keys create --tenant physics --name nightly) argosy submit requests.jsonl",
            "  argosy keys create --tenant physics --role operator --expires 30d",
            "  argosy keys list --server https://argosy.example.org",
            "  argosy keys revoke key_01…"
        },
        subcommands = {KeysCommand.Create.class, KeysCommand.ListKeys.class, KeysCommand.Revoke.class})
@SuppressWarnings("NullAway.Init")
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: create, list or revoke");
    }

    /** Which database. */
    @SuppressWarnings("NullAway.Init")
    static final class Where {

        @Mixin
        private DataDirOption dataDir;

        @Option(names = "--config", paramLabel = "FILE", description = "The server's configuration file.")
        private Optional<Path> config = Optional.empty();

        @Option(
                names = "--server",
                paramLabel = "URL",
                description = "A server whose keys these are, instead of a database. Needs an operator's key in"
                        + " ARGOSY_API_KEY.")
        private Optional<URI> server = Optional.empty();

        Keys open() {
            Logging.quiet();
            return server.<Keys>map(url -> new RemoteKeys(ServerOptions.at(url, dataDir)))
                    .orElseGet(() -> new StoredKeys(KeyStore.open(Settings.load(config, dataDir))));
        }
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a key and print it, alone, on standard output. It cannot be shown again.")
    @SuppressWarnings("NullAway.Init")
    static final class Create implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private Where where;

        @Option(
                names = "--tenant",
                required = true,
                paramLabel = "NAME",
                description = "Who owns what is made with the key; made when it is new.")
        private String tenant;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                defaultValue = "unnamed",
                description = "What the key is for. Default: ${DEFAULT-VALUE}.")
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = "user",
                description =
                        "user, or operator: sees what all tenants have and manages keys. Default: ${DEFAULT-VALUE}.")
        private KeyRole role;

        @Option(names = "--expires", paramLabel = "DURATION", description = "How long it is valid, as 12h or 30d.")
        private Optional<String> expires = Optional.empty();

        private static final Duration LONGEST_LIFE = Duration.ofDays(3_660);

        @Override
        public Integer call() {
            require("--tenant", tenant);
            require("--name", name);
            Optional<Duration> life = life();
            try (Keys keys = where.open()) {
                spec.commandLine().getOut().println(keys.create(tenant, name, role, life));
                return 0;
            }
        }

        private static void require(String option, String name) {
            KeyNames.problem(name).ifPresent(problem -> {
                throw CommandException.unusable(option + " " + problem + ".");
            });
        }

        private Optional<Duration> life() {
            try {
                return expires.map(Durations::parse).map(life -> {
                    if (life.toSeconds() < 1) {
                        throw CommandException.unusable("--expires must be at least a second.");
                    }
                    if (life.compareTo(LONGEST_LIFE) > 0) {
                        throw CommandException.unusable("--expires must be at most " + LONGEST_LIFE.toDays()
                                + "d; leave it out for a key that does not expire.");
                    }
                    return life;
                });
            } catch (IllegalArgumentException e) {
                throw CommandException.unusable("--expires" + e.getMessage() + ".");
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Show the keys there are, without secrets.")
    @SuppressWarnings("NullAway.Init")
    static final class ListKeys implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private Where where;

        @Option(names = "--json", description = "Print one JSON object a line.")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (Keys keys = where.open()) {
                keys.forEach(key -> out.println(json ? KeyText.json(key) : KeyText.row(key)));
                return 0;
            }
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Make a key worthless; running servers notice within seconds.")
    @SuppressWarnings("NullAway.Init")
    static final class Revoke implements Callable<Integer> {

        @Mixin
        private Where where;

        @Parameters(paramLabel = "KEY", description = "The id that 'argosy keys list' shows, not the key itself.")
        private String id;

        @Override
        public Integer call() {
            try (Keys keys = where.open()) {
                if (!keys.revoke(id)) {
                    throw CommandException.unusable(
                            "There is no valid key " + id + "; 'argosy keys list' shows those there are.");
                }
                return 0;
            }
        }
    }
}
