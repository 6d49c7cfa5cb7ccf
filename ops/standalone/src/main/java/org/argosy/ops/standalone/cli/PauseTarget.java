package org.argosy.ops.standalone.cli;

import java.util.Optional;
import org.argosy.ops.standalone.client.ArgosyClient;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What is paused or resumed: one of a batch, a model and a cluster. */
final class PauseTarget {

    @Parameters(index = "0", arity = "1", paramLabel = "BATCH", description = "A batch of yours.")
    private Optional<String> batch = Optional.empty();

    @Option(names = "--model", paramLabel = "MODEL", description = "A model; for operators.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--cluster", paramLabel = "CLUSTER", description = "A cluster; for operators.")
    private Optional<String> cluster = Optional.empty();

    /** Tells the server. */
    JsonNode send(ArgosyClient client, String verb) {
        return batch.map(id -> client.steerBatch(id, verb))
                .or(() -> model.map(id -> client.steerModel(id, verb)))
                .or(() -> cluster.map(name -> client.steerCluster(name, verb)))
                .orElseThrow(() -> CommandException.unusable("Name a batch, a --model or a --cluster."));
    }
}
