package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.platform.KeyStore;
import org.argosy.storage.db.KeyRepository;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and ends API keys, straight in the database: whoever may read the data directory may do so. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Make, list and revoke API keys. Works beside a running server and without one.",
        footer = {
            "",
            "Examples:",
            "  argosy keys create --tenant physics",
            "  ARGOSY_API_KEY=$(argosy keys create --tenant physics --name nightly) argosy submit requests.jsonl",
            "  argosy keys list",
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

        KeyStore open() {
            Logging.quiet();
            return KeyStore.open(Settings.load(config, dataDir));
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

        @Override
        public Integer call() {
            if (tenant.isBlank()) {
                throw CommandException.unusable("--tenant must not be empty.");
            }
            try (KeyStore keys = where.open()) {
                spec.commandLine().getOut().println(keys.create(tenant, name));
                return 0;
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

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (KeyStore keys = where.open()) {
                for (KeyRepository.ApiKey key : keys.list()) {
                    out.printf(
                            "%s  %-20s %-20s made %s%s%n",
                            key.id(),
                            key.tenant(),
                            key.name(),
                            key.createdAt(),
                            key.revokedAt().map(at -> "  revoked " + at).orElse(""));
                }
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
            try (KeyStore keys = where.open()) {
                if (!keys.revoke(id)) {
                    throw CommandException.unusable(
                            "There is no valid key " + id + "; 'argosy keys list' shows those there are.");
                }
                return 0;
            }
        }
    }
}
