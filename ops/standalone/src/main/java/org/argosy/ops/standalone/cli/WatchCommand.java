package org.argosy.ops.standalone.cli;

import java.util.concurrent.Callable;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Follows a batch. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description =
                "Follow a batch until it ends; exits 0 when it completed, 1 when it failed, expired or was cancelled.",
        footer = {"", "Examples:", "  argosy watch batch_01…", "  argosy watch --json batch_01… 2>/dev/null | jq .usage"
        })
@SuppressWarnings("NullAway.Init")
final class WatchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private BatchArgument batch;

    @Option(names = "--json", description = "Print the ended batch as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Progress progress = BatchWatch.display(spec.commandLine().getErr());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> progress.interrupted("No longer watched; the batch goes on.")));
        try (ArgosyClient client = server.client()) {
            BatchView ended = new BatchWatch(client, progress).toTheEnd(batch.id());
            spec.commandLine().getOut().println(json ? ended.json().toString() : BatchText.describe(ended));
            return ended.completedStatus() ? 0 : 1;
        }
    }
}
