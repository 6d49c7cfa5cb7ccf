package org.argosy.ops.standalone.cli;

import java.util.UUID;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Uploads an input and starts a batch. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Upload an input and start a batch on a server; prints the batch's id.",
        footer = {
            "",
            "Examples:",
            "  argosy submit requests.jsonl",
            "  batch=$(argosy submit --window 6h --metadata run=7 requests.jsonl)",
            "  argosy watch $batch && argosy results $batch > answers.jsonl"
        })
@SuppressWarnings("NullAway.Init")
final class SubmitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private SubmitOptions options;

    @Option(names = "--json", description = "Print the whole batch as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        options.check();
        try (ArgosyClient client = server.client()) {
            BatchView batch = options.submit(
                    client,
                    Patience.of(Patience.BRIEF, spec.commandLine().getErr()),
                    UUID.randomUUID().toString());
            spec.commandLine().getOut().println(json ? batch.json().toString() : batch.id());
            return 0;
        }
    }
}
