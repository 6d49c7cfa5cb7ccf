package org.argosy.ops.standalone.cli;

import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends a batch before its time. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "End a batch. What is done is kept; what is open may end for a minute.",
        footer = {"", "Examples:", "  argosy cancel batch_01…", "  argosy cancel batch_01… && argosy watch batch_01…"})
@SuppressWarnings("NullAway.Init")
final class CancelCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private BatchArgument batch;

    @Option(names = "--json", description = "Print the batch as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try (ArgosyClient client = server.client()) {
            BatchView cancelled = client.cancel(batch.id());
            spec.commandLine().getOut().println(json ? cancelled.json().toString() : cancelled.status());
            return 0;
        }
    }
}
