package org.argosy.ops.standalone.cli;

import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Stops a batch, a model or a cluster for a while. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description =
                "Send nothing more of a batch, a model, or to a cluster, until it is resumed. Open requests end. The window of a batch goes on.",
        footer = {
            "",
            "Examples:",
            "  argosy pause batch_01…",
            "  argosy pause --model openai/gpt-oss-120b",
            "  argosy pause --cluster sophia"
        })
@SuppressWarnings("NullAway.Init")
final class PauseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @ArgGroup(multiplicity = "1")
    private PauseTarget target;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try (ArgosyClient client = server.client()) {
            JsonNode answer = target.send(client, "pause");
            if (json) {
                spec.commandLine().getOut().println(answer.toString());
            }
            return 0;
        }
    }
}
