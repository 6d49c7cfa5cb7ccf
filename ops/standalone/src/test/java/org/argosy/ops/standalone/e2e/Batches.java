package org.argosy.ops.standalone.e2e;

import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.OpenAIException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user does with batches through the SDK. */
final class Batches {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> ENDED = Set.of("completed", "failed", "expired", "cancelled");

    private final OpenAIClient openai;

    Batches(OpenAIClient openai) {
        this.openai = openai;
    }

    Batch submit(Path input, String endpoint) {
        return create(upload(input), endpoint);
    }

    /** The id of the new file. */
    String upload(Path input) {
        return openai.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build())
                .id();
    }

    Batch create(String file, String endpoint) {
        return openai.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file)
                        .endpoint(BatchCreateParams.Endpoint.of(endpoint))
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
    }

    /** Of all batches that can be seen. */
    List<String> ids() {
        return openai.batches().list().autoPager().stream().map(Batch::id).toList();
    }

    Batch get(String id) {
        return openai.batches().retrieve(id);
    }

    /** Waits for the end, across restarts of the server. */
    Batch awaitEnd(String id, Duration limit) {
        @Nullable Batch[] last = new Batch[1];
        await().atMost(limit).pollInterval(Duration.ofMillis(100)).until(() -> {
            try {
                last[0] = get(id);
                return ENDED.contains(last[0].status().toString());
            } catch (OpenAIException _) {
                return false;
            }
        });
        return Objects.requireNonNull(last[0]);
    }

    /** How often each custom id is in the output and the error file together. */
    Map<String, Integer> results(Batch batch) {
        Map<String, Integer> seen = new TreeMap<>();
        Stream.of(batch.outputFileId(), batch.errorFileId())
                .flatMap(Optional::stream)
                .forEach(file ->
                        lines(file, line -> seen.merge(line.path("custom_id").asString(), 1, Integer::sum)));
        return seen;
    }

    void lines(String file, Consumer<JsonNode> use) {
        forEachLine(file, line -> use.accept(JSON.readTree(line)));
    }

    /** The lines of a file. */
    List<String> lines(String file) {
        List<String> lines = new ArrayList<>();
        forEachLine(file, lines::add);
        return lines;
    }

    private void forEachLine(String file, Consumer<String> use) {
        try (HttpResponse content = openai.files().content(file);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(content.body(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                use.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
