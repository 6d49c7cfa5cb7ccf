package org.argosy.ops.standalone.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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

    /**
     * Uploads the input and starts a batch, however often the server has to be asked.
     *
     * @param callKey what is submitted again with the same within a day is the same batch
     */
    BatchView submit(ArgosyClient client, Patience patience, String callKey) {
        InputFile file = InputFile.of(input);
        String target = resolvedEndpoint(file);
        String uploaded = patience.bear(() -> client.upload(file.path(), callKey));
        return patience.bear(() -> client.create(uploaded, target, window, metadata, priority, callKey));
    }

    /** Everything that makes a run of this input the same one the next time. */
    List<String> same(String target) {
        try {
            return List.of(
                    target,
                    input.toRealPath().toString(),
                    Long.toString(Files.size(input)),
                    Files.getLastModifiedTime(input).toString(),
                    endpoint.toString(),
                    window,
                    metadata.toString(),
                    priority.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the input " + input, e);
        }
    }

    private String resolvedEndpoint(InputFile file) {
        return endpoint.orElseGet(file::endpoint);
    }
}
