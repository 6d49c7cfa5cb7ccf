package org.argosy.ops.standalone.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.argosy.ops.standalone.client.ArgosyClient;
import org.argosy.ops.standalone.client.BatchView;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a batch is made of. */
@SuppressWarnings("NullAway.Init")
final class SubmitOptions {

    @Parameters(
            index = "0",
            paramLabel = "INPUT.jsonl",
            description = "One request a line, in the form of the OpenAI batch API.")
    private Path input;

    @Option(
            names = "--endpoint",
            paramLabel = "PATH",
            description = "For example /v1/embeddings. Default: the url of the first line.")
    private Optional<String> endpoint = Optional.empty();

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "Completion window, for example 6h. Default: ${DEFAULT-VALUE}.")
    private String window;

    @Option(names = "--metadata", paramLabel = "KEY=VALUE", description = "Kept with the batch; may be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(
            names = "--priority",
            paramLabel = "WORD",
            description = "low, normal or high, among your own batches. Default: normal.")
    private Optional<String> priority = Optional.empty();

    Path input() {
        return input;
    }

    /** Fails early when the input cannot be one. */
    void check() {
        resolvedEndpoint(InputFile.of(input));
    }

    BatchView submit(ArgosyClient client) {
        InputFile file = InputFile.of(input);
        String target = resolvedEndpoint(file);
        return client.create(client.upload(file.path()), target, window, metadata, priority);
    }

    private String resolvedEndpoint(InputFile file) {
        return endpoint.orElseGet(file::endpoint);
    }
}
