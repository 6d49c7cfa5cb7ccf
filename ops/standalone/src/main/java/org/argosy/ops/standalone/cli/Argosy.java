package org.argosy.ops.standalone.cli;

import java.util.Optional;
import org.argosy.ops.bench.BenchCommand;
import org.argosy.ops.simulator.SimulateCommand;
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
        CommandLine command = commandLine()
                .setParameterExceptionHandler(Argosy::misused)
                .setExecutionExceptionHandler((failure, failed, _) -> Failures.explain(failure, failed.getErr()));
        try {
            return command.execute(args);
        } catch (Error e) {
            return Failures.explain(e, command.getErr());
        }
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
