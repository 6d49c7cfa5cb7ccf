package org.argosy.ops.standalone.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows batches. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show one batch, or the newest ones.",
        footer = {
            "",
            "Examples:",
            "  argosy status",
            "  argosy status batch_01…",
            "  argosy status --json batch_01… | jq .request_counts"
        })
@SuppressWarnings("NullAway.Init")
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Parameters(index = "0", arity = "0..1", paramLabel = "BATCH", description = "Default: the newest batches.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many batches to list, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print what the server answers, as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Patience patience = Patience.of(Patience.BRIEF, spec.commandLine().getErr());
        try (ArgosyClient client = server.client()) {
            if (id.isPresent()) {
                BatchView batch = patience.bear(() -> client.batch(id.get()));
                out.println(json ? batch.json().toString() : BatchText.describe(batch));
            } else {
                JsonNode page = patience.bear(() -> client.batches(limit));
                if (json) {
                    out.println(page);
                } else {
                    page.path("data").valueStream().forEach(batch -> out.println(BatchText.row(new BatchView(batch))));
                }
            }
            return 0;
        }
    }
}
