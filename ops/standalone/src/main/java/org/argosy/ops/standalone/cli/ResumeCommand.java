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

/** Goes on with what was paused. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Go on with a batch, a model or a cluster that was paused.",
        footer = {
            "",
            "Examples:",
            "  argosy resume batch_01…",
            "  argosy resume --model openai/gpt-oss-120b",
            "  argosy resume --cluster sophia"
        })
@SuppressWarnings("NullAway.Init")
final class ResumeCommand implements Callable<Integer> {

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
            JsonNode answer = target.send(client, "resume");
            if (json) {
                spec.commandLine().getOut().println(answer.toString());
            }
            return 0;
        }
    }
}
