package org.argosy.ops.standalone.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs again what did not succeed. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        description = "Run again what failed, expired or was cancelled in an ended batch, as a batch of its own; prints"
                + " the new batch's id. What succeeded is not run again.",
        footer = {
            "",
            "Examples:",
            "  again=$(argosy retry batch_01…) && argosy watch $again",
            "  argosy retry --error-code 500 --error-code request_timeout batch_01…",
            "  argosy results --merged batch_01… > answers.jsonl"
        })
@SuppressWarnings("NullAway.Init")
final class RetryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private BatchArgument batch;

    @Option(
            names = "--error-code",
            paramLabel = "CODE",
            description = "Only failures with this error code or HTTP status; may be repeated.")
    private List<String> codes = List.of();

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description = "Completion window, for example 6h. Default: that of the batch.")
    private Optional<String> window = Optional.empty();

    @Option(names = "--json", description = "Print the new batch as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try (ArgosyClient client = server.client()) {
            BatchView retried = client.retry(batch.id(), codes, window);
            spec.commandLine().getOut().println(json ? retried.json().toString() : retried.id());
            return 0;
        }
    }
}
