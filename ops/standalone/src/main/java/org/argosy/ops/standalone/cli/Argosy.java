package org.argosy.ops.standalone.cli;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.argosy.ops.bench.BenchCommand;
import org.argosy.ops.embedded.EmbeddedServiceException;
import org.argosy.ops.simulator.SimulateCommand;
import org.argosy.ops.standalone.client.ApiException;
import org.argosy.ops.standalone.client.UnreachableException;
import org.argosy.ops.standalone.config.ConfigException;
import org.argosy.ops.standalone.platform.PlatformException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the {@code argosy} command begins. */
@Command(
        name = "argosy",
        description = "Batch inference behind the OpenAI batch API.",
        mixinStandardHelpOptions = true,
        versionProvider = Argosy.Version.class,
        subcommands = {
            RunCommand.class,
            ServeCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            WatchCommand.class,
            ResultsCommand.class,
            CancelCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RetryCommand.class,
            ClustersCommand.class,
            TopCommand.class,
            KeysCommand.class,
            TenantsCommand.class,
            UsageCommand.class,
            SimulateCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Begin with:",
            "  argosy run docs/examples/embeddings.jsonl",
            "",
            "Exit codes: 0 done, 1 the work failed, 2 the command or its configuration is wrong, 130 interrupted.",
            "'argosy COMMAND --help' tells more."
        })
public final class Argosy implements Runnable {

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    @SuppressWarnings("NullAway.Init")
    public Argosy() {}

    /**
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command and returns its exit code. */
    static int run(String... args) {
        return commandLine()
                .setParameterExceptionHandler(Argosy::misused)
                .setExecutionExceptionHandler((failure, command, _) -> explain(failure, command))
                .execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Argosy())
                .addSubcommand(new BenchCommand(new BenchPlatform()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, for example: argosy run INPUT.jsonl");
    }

    private static int misused(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("argosy: " + failure.getMessage());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' shows how it is used.");
        return 2;
    }

    private static int explain(Exception failure, CommandLine command) throws Exception {
        int code = switch (failure) {
            case CommandException ended -> ended.exitCode();
            case ConfigException _,
                    EmbeddedServiceException _,
                    PlatformException _,
                    UnreachableException _,
                    UncheckedIOException _ -> 2;
            case ApiException refused -> refused.status() == 404 || refused.status() == 401 ? 2 : 1;
            default -> throw failure;
        };
        command.getErr().println("argosy: " + sentence(failure));
        return code;
    }

    private static String sentence(Exception failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("failed");
        return switch (failure) {
            case ApiException refused
            when refused.status() == 401 ->
                message + " Set ARGOSY_API_KEY to a key of this server; 'argosy keys create' makes one.";
            case UnreachableException _ ->
                message + ". Start one with 'argosy serve', or name it with --server or ARGOSY_SERVER.";
            case UncheckedIOException io
            when io.getCause() != null -> message + ": " + io.getCause().getMessage();
            default -> message;
        };
    }

    /** The version in the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "argosy "
                        + Optional.ofNullable(Argosy.class.getPackage().getImplementationVersion())
                                .orElse("(development)")
            };
        }
    }
}
