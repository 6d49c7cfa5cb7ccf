package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.models.Model;
import com.openai.models.uploads.Upload;
import com.openai.models.uploads.UploadCompleteParams;
import com.openai.models.uploads.UploadCreateParams;
import com.openai.models.uploads.parts.PartCreateParams;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a user of the official SDK does from upload to results, with each response validated by the SDK. */
class WholeRoundIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static OpenAIClient openai;
    private static Batches batches;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory.resolve("data"), Optional.empty());
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey(ServerProcess.KEY)
                .responseValidation(true)
                .build();
        batches = new Batches(openai);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Tag("uploads.complete")
    @Tag("output.once")
    void shouldRunAFileWhosePartsEndInTheMiddleOfLines() throws Exception {
        byte[] content = Files.readAllBytes(Inputs.chat(directory.resolve("parts.jsonl"), "simulator", 100));
        String input = inParts(content, 997);

        Batch batch = batches.awaitEnd(
                openai.batches()
                        .create(BatchCreateParams.builder()
                                .inputFileId(input)
                                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                                .metadata(BatchCreateParams.Metadata.builder()
                                        .putAdditionalProperty("team", JsonValue.from("blue"))
                                        .build())
                                .build())
                        .id(),
                LIMIT);

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(100);
        assertThat(batch.errorFileId()).isEmpty();
        assertThat(batch.model()).contains("simulator");
        assertThat(batch.usage().orElseThrow().outputTokens()).isPositive();
        assertThat(batches.results(batch))
                .hasSize(100)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(openai.batches().list(BatchListParams.builder().limit(1).build()).autoPager().stream())
                .extracting(Batch::id)
                .contains(batch.id());
        assertThat(openai.files().list().autoPager().stream())
                .extracting(FileObject::id)
                .contains(input, batch.outputFileId().orElseThrow());
        assertThat(openai.models().list().data()).extracting(Model::id).contains("simulator");
        assertThat(openai.files().delete(input).deleted()).isTrue();
    }

    @Test
    @Tag("batches.files")
    @Tag("output.error-answer")
    void shouldCompleteWithoutAnOutputFileWhenEveryRequestFailed() throws Exception {
        String bad = Inputs.chatLine("a", "simulator", "x").replace("\"max_tokens\":16", "\"max_tokens\":\"many\"");
        Path input = Files.writeString(directory.resolve("failing.jsonl"), bad + bad.replace("\"a\"", "\"b\""));

        Batch batch = batches.awaitEnd(batches.submit(input, CHAT).id(), LIMIT);

        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().failed()).isEqualTo(2);
        assertThat(batch.outputFileId()).isEmpty();
        List<JsonNode> lines = new ArrayList<>();
        batches.lines(batch.errorFileId().orElseThrow(), lines::add);
        assertThat(lines).hasSize(2).allSatisfy(line -> {
            assertThat(line.propertyNames()).containsExactly("id", "custom_id", "response", "error");
            assertThat(line.at("/id").stringValue()).startsWith("batch_req_");
            assertThat(line.at("/response/status_code").intValue()).isEqualTo(400);
            assertThat(line.at("/response/body/param").stringValue()).isEqualTo("max_tokens");
            assertThat(line.get("error").isNull()).isTrue();
        });
    }

    @Test
    @Tag("batches.failed")
    void shouldRunNothingWhenOneLineOfAThousandIsBad() throws Exception {
        List<String> lines = Files.readAllLines(Inputs.chat(directory.resolve("good.jsonl"), "simulator", 1_000));
        lines.set(499, lines.get(499).replace(CHAT, "/v1/chat/completion"));
        Path input = Files.write(directory.resolve("one-bad.jsonl"), lines);

        Batch batch = batches.awaitEnd(batches.submit(input, CHAT).id(), LIMIT);

        assertThat(batch.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(batch.errors().orElseThrow().data().orElseThrow())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.code()).contains("invalid_url");
                    assertThat(error.line()).contains(500L);
                    assertThat(error.param()).contains("url");
                    assertThat(error.message())
                            .contains("The URL provided for this request does not match the batch endpoint.");
                });
        assertThat(batch.requestCounts().orElseThrow().total()).isZero();
        assertThat(batch.inProgressAt()).isEmpty();
        assertThat(batch.outputFileId()).isEmpty();
        assertThat(batch.errorFileId()).isEmpty();
    }

    @Test
    @Tag("lines.many")
    void shouldListTheFirstHundredOfManyBadLinesAndCountTheRest() throws Exception {
        Path input = Files.write(
                directory.resolve("all-bad.jsonl"),
                IntStream.rangeClosed(1, 10_000)
                        .mapToObj(i -> "{\"custom_id\":\"" + i + "\"}")
                        .toList());

        Batch batch = batches.awaitEnd(batches.submit(input, CHAT).id(), LIMIT);

        var errors = batch.errors().orElseThrow().data().orElseThrow();
        assertThat(errors).hasSize(101);
        assertThat(errors.subList(0, 100))
                .extracting(error -> error.line().orElseThrow())
                .isSorted()
                .startsWith(1L);
        assertThat(errors.getLast().message().orElseThrow()).matches("There are [0-9,]+ more errors.*");
    }

    @Test
    @Tag("files.create")
    void shouldTakeFilesFromAPathBytesAndAStream() throws Exception {
        Path path = Inputs.chat(directory.resolve("three.jsonl"), "simulator", 3);
        byte[] bytes = Files.readAllBytes(path);
        FileCreateParams.Builder[] ways = {
            FileCreateParams.builder().file(path),
            FileCreateParams.builder().file(bytes),
            FileCreateParams.builder().file(new ByteArrayInputStream(bytes))
        };

        for (FileCreateParams.Builder way : ways) {
            FileObject file =
                    openai.files().create(way.purpose(FilePurpose.BATCH).build());
            assertThat(file.bytes()).isEqualTo(bytes.length);
            Batch batch = batches.create(file.id(), CHAT);
            assertThat(batches.awaitEnd(batch.id(), LIMIT).status()).isEqualTo(Batch.Status.COMPLETED);
        }
    }

    private static String inParts(byte[] content, int size) {
        Upload upload = openai.uploads()
                .create(UploadCreateParams.builder()
                        .bytes(content.length)
                        .filename("parts.jsonl")
                        .mimeType("application/jsonl")
                        .purpose(FilePurpose.BATCH)
                        .build());
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < content.length; from += size) {
            byte[] part = Arrays.copyOfRange(content, from, Math.min(content.length, from + size));
            parts.add(openai.uploads()
                    .parts()
                    .create(PartCreateParams.builder()
                            .uploadId(upload.id())
                            .data(part)
                            .build())
                    .id());
        }
        Upload completed = openai.uploads()
                .complete(UploadCompleteParams.builder()
                        .uploadId(upload.id())
                        .partIds(parts)
                        .build());
        return completed.file().orElseThrow().id();
    }
}
