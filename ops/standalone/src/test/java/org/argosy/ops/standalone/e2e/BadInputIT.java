package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.BadRequestException;
import com.openai.models.batches.Batch;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that cannot be run are refused with a reason, at upload or by validation, and the server goes on. */
class BadInputIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String GOOD = Inputs.chatLine("good", "simulator", "hello");

    @TempDir
    private static Path directory;

    private static ServerProcess server;
    private static Batches batches;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(directory.resolve("data"), Optional.empty());
        batches = new Batches(server.openai());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void shouldRefuseAtUploadWhatIsEmpty() {
        assertThatThrownBy(() -> upload(new byte[0], FilePurpose.BATCH)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void shouldRefuseAtUploadWhatBeginsWithoutJson() {
        assertThatThrownBy(() -> upload("not json\n".getBytes(StandardCharsets.UTF_8), FilePurpose.BATCH))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void shouldFailWhenALineIsNotJson() throws IOException {
        assertThat(refusal(GOOD + "{\"custom_id\": oops\n")).containsExactly("invalid_json_line 2");
    }

    @Test
    void shouldFailWhenALineIsNotUtf8() throws IOException {
        byte[] line = Inputs.chatLine("latin", "simulator", "caf?").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '?' ? (byte) 0xe9 : line[i];
        }
        Path input = directory.resolve("latin.jsonl");
        try (OutputStream out = Files.newOutputStream(input)) {
            out.write(GOOD.getBytes(StandardCharsets.UTF_8));
            out.write(line);
        }
        assertThat(refusal(input)).containsExactly("invalid_encoding 2");
    }

    @Test
    void shouldFailWhenTheFileHasAnotherPurpose() {
        String file = upload(GOOD.getBytes(StandardCharsets.UTF_8), FilePurpose.USER_DATA);

        Batch batch =
                batches.awaitEnd(batches.create(file, "/v1/chat/completions").id(), LIMIT);

        assertThat(batch.status()).hasToString("failed");
    }

    @Test
    void shouldFailWhenACustomIdComesTwice() throws IOException {
        assertThat(refusal(GOOD + GOOD)).containsExactly("duplicate_custom_id 2");
    }

    @Test
    void shouldFailWhenTheModelIsUnknown() throws IOException {
        assertThat(refusal(GOOD + Inputs.chatLine("b", "nobody", "hello"))).containsExactly("model_not_found 2");
    }

    @Test
    void shouldFailWhenALineHas50Megabytes() throws IOException {
        assertThat(refusal(GOOD + Inputs.chatLine("big", "simulator", "x".repeat(50_000_000))))
                .hasSize(1)
                .first()
                .asString()
                .endsWith(" 2");
    }

    @Test
    void shouldSurvive100000NestedBrackets() throws IOException {
        String deep = GOOD.replace("\"good\"", "\"deep\"")
                .replace("\"max_tokens\":16", "\"x\":" + "[".repeat(100_000) + "]".repeat(100_000));
        Path input = Files.writeString(directory.resolve("deep.jsonl"), GOOD + deep);

        Batch batch =
                batches.awaitEnd(batches.submit(input, "/v1/chat/completions").id(), LIMIT);

        assertThat(batch.status().toString()).isIn("failed", "completed");
        assertThat(server.alive()).isTrue();
    }

    private static String upload(byte[] content, FilePurpose purpose) {
        return server.openai()
                .files()
                .create(FileCreateParams.builder()
                        .file(content)
                        .purpose(purpose)
                        .build())
                .id();
    }

    private static List<String> refusal(String content) throws IOException {
        return refusal(Files.writeString(Files.createTempFile(directory, "bad", ".jsonl"), content));
    }

    /** Code and line of each error of a batch that failed. */
    private static List<String> refusal(Path input) {
        Batch batch =
                batches.awaitEnd(batches.submit(input, "/v1/chat/completions").id(), LIMIT);
        assertThat(batch.status()).hasToString("failed");
        return batch.errors().orElseThrow().data().orElseThrow().stream()
                .map(error -> error.code().orElse("") + " " + error.line().orElse(0L))
                .toList();
    }
}
