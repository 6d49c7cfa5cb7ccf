package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official Java SDK, unchanged, with its response validation where it has one. */
class OpenAiJavaIT {

    private static final String LINE =
            "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}\n";

    private static RunningApi api;
    private static OpenAIClient openai;
    private static OpenAIClient stranger;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        openai = api.openai(api.key());
        stranger = api.openai(api.otherKey());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("files.create")
    @Tag("files.content")
    @Tag("files.get")
    void shouldUploadFromAPathAndGiveTheSameBytesBack(@TempDir Path folder) throws IOException {
        Path input = Files.writeString(folder.resolve("in.jsonl"), LINE.repeat(10_000));

        FileObject file = openai.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build());

        file.validate();
        assertThat(file.filename()).isEqualTo("in.jsonl");
        assertThat(file.bytes()).isEqualTo(Files.size(input));
        assertThat(file.expiresAt()).contains(file.createdAt() + 2_592_000);
        assertThat(openai.files().retrieve(file.id())).isEqualTo(file);
        try (var content = openai.files().content(file.id())) {
            assertThat(content.body().readAllBytes()).isEqualTo(Files.readAllBytes(input));
        }
    }

    @Test
    @Tag("files.create")
    void shouldUploadFromBytesThatHaveNoName() throws IOException {
        FileObject file = upload(LINE);

        assertThat(file.filename()).isEqualTo("upload");
        assertThat(file.bytes()).isEqualTo(LINE.length());
    }

    @Test
    @Tag("files.expiry")
    void shouldUploadFromAStreamWithAnExpiry() {
        InputStream content = new ByteArrayInputStream(LINE.getBytes(StandardCharsets.UTF_8));

        FileObject file = openai.files()
                .create(FileCreateParams.builder()
                        .file(content)
                        .purpose(FilePurpose.USER_DATA)
                        .expiresAfter(FileCreateParams.ExpiresAfter.builder()
                                .seconds(3600)
                                .build())
                        .build());

        assertThat(file.expiresAt()).contains(file.createdAt() + 3600);
    }

    @Test
    @Tag("files.content")
    void shouldKeepANameThatIsNotAscii() throws IOException {
        FileObject file = openai.files()
                .create(FileCreateParams.builder()
                        .file(MultipartField.<InputStream>builder()
                                .value(new ByteArrayInputStream(LINE.getBytes(StandardCharsets.UTF_8)))
                                .filename("Übung \"1\".jsonl")
                                .build())
                        .purpose(FilePurpose.BATCH)
                        .build());

        assertThat(file.filename()).contains("bung").endsWith(".jsonl");
        try (var content = openai.files().content(file.id())) {
            assertThat(content.headers().values("Content-Disposition"))
                    .singleElement()
                    .asString()
                    .startsWith("attachment;");
        }
    }

    @Test
    @Tag("files.list")
    void shouldListFilesPageByPage() {
        List<String> ids =
                List.of(upload(LINE).id(), upload(LINE).id(), upload(LINE).id());

        List<String> listed = openai
                .files()
                .list(FileListParams.builder()
                        .limit(2)
                        .order(FileListParams.Order.DESC)
                        .purpose("batch")
                        .build())
                .autoPager()
                .stream()
                .map(FileObject::id)
                .toList();

        assertThat(listed).containsSubsequence(ids.reversed()).doesNotHaveDuplicates();
        assertThat(openai.files()
                        .list(FileListParams.builder()
                                .purpose("batch")
                                .after(listed.getLast())
                                .build())
                        .data())
                .isEmpty();
    }

    @Test
    @Tag("files.delete")
    @Tag("files.get")
    void shouldForgetADeletedFile() {
        FileObject file = upload(LINE);

        assertThat(openai.files().delete(file.id()).deleted()).isTrue();

        assertThatThrownBy(() -> openai.files().retrieve(file.id()))
                .isInstanceOfSatisfying(NotFoundException.class, e -> {
                    assertThat(e.param()).contains("id");
                    assertThat(e.getMessage()).contains("No such File object: " + file.id());
                });
        assertThatThrownBy(() -> openai.files().delete(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> openai.files().content(file.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    @Tag("batches.create")
    void shouldCreateABatchAtOnceEvenWhenItsInputDoesNotExist() {
        Batch batch = openai.batches().create(batchOf("file-nowhere"));

        batch.validate();
        assertThat(batch.status()).isEqualTo(Batch.Status.VALIDATING);
        assertThat(batch.expiresAt()).contains(batch.createdAt() + 86_400);
        assertThat(batch.requestCounts().orElseThrow().total()).isZero();
        assertThat(batch.metadata().orElseThrow()._allProperties()).containsEntry("team", JsonValue.from("blue"));
        assertThat(openai.batches().retrieve(batch.id())).isEqualTo(batch);
    }

    @Test
    @Tag("batches.list")
    void shouldListBatchesNewestFirst() {
        List<String> ids = List.of(
                openai.batches().create(batchOf("file-1")).id(),
                openai.batches().create(batchOf("file-2")).id(),
                openai.batches().create(batchOf("file-3")).id());

        List<String> listed = openai
                .batches()
                .list(BatchListParams.builder().limit(1).build())
                .autoPager()
                .stream()
                .map(Batch::id)
                .toList();

        assertThat(listed).containsSubsequence(ids.reversed()).doesNotHaveDuplicates();
    }

    @Test
    @Tag("batches.cancel")
    void shouldCancelABatchAndBeAskedTwice() {
        Batch batch = openai.batches().create(batchOf("file-1"));

        Batch cancelled = openai.batches().cancel(batch.id());

        cancelled.validate();
        assertThat(cancelled.status()).isEqualTo(Batch.Status.CANCELLING);
        assertThat(cancelled.cancellingAt()).isPresent();
        assertThat(cancelled.inProgressAt()).isEmpty();
        assertThat(openai.batches().cancel(batch.id())).isEqualTo(cancelled);
    }

    @Test
    @Tag("batches.cancel.ended")
    void shouldRefuseToCancelABatchThatHasCompleted() {
        Batch batch = openai.batches().create(batchOf("file-1"));
        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "update batch set status = 'completed', completed_at = now() where id = ?", batch.id()));

        assertThatThrownBy(() -> openai.batches().cancel(batch.id()))
                .isInstanceOfSatisfying(UnexpectedStatusCodeException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(409);
                    assertThat(e.headers().values("x-should-retry")).containsExactly("false");
                    assertThat(e.getMessage()).contains("Cannot cancel a batch with status 'completed'.");
                });
    }

    @Test
    @Tag("all.tenants")
    void shouldShowATenantNothingOfAnother() {
        FileObject file = upload(LINE);
        Batch batch = openai.batches().create(batchOf(file.id()));

        assertThatThrownBy(() -> stranger.files().retrieve(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.files().content(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.files().delete(file.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> stranger.batches().retrieve(batch.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("No batch found with id '" + batch.id() + "'.");
        assertThatThrownBy(() -> stranger.batches().cancel(batch.id())).isInstanceOf(NotFoundException.class);
        assertThat(stranger.files().list().data()).isEmpty();
        assertThat(stranger.batches().list().data()).isEmpty();
        assertThat(openai.files().retrieve(file.id()).id()).isEqualTo(file.id());
    }

    @Test
    @Tag("models.get")
    void shouldShowModelsWhoseIdsHaveSlashes() {
        assertThat(openai.models().list().data())
                .extracting(m -> m.id())
                .containsExactly("openai/gpt-oss-120b", "minilm");
        var model = openai.models().retrieve("openai/gpt-oss-120b");
        model.validate();
        assertThat(model.ownedBy()).isEqualTo("metis,sophia");
        assertThatThrownBy(() -> openai.models().retrieve("ft:123"))
                .isInstanceOfSatisfying(NotFoundException.class, e -> {
                    assertThat(e.code()).contains("model_not_found");
                    assertThat(e.getMessage()).contains("The model 'ft:123' does not exist");
                });
    }

    @Test
    @Tag("all.keys")
    void shouldRefuseAKeyThatNobodyHas() {
        assertThatThrownBy(
                        () -> api.openai("sk-argosy-0123456789abcdef").models().list())
                .isInstanceOfSatisfying(UnauthorizedException.class, e -> {
                    assertThat(e.code()).contains("invalid_api_key");
                    assertThat(e.getMessage())
                            .contains("Incorrect API key provided: sk-")
                            .doesNotContain("sk-argosy-0123456789abcdef");
                });
    }

    @Test
    @Tag("files.jsonl")
    void shouldRefuseABatchInputThatIsNotJsonLines() {
        assertThatThrownBy(() -> upload("hello\n"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Invalid file format for Batch API. Must be .jsonl");
    }

    private static FileObject upload(String content) {
        return openai.files()
                .create(FileCreateParams.builder()
                        .file(content.getBytes(StandardCharsets.UTF_8))
                        .purpose(FilePurpose.BATCH)
                        .build());
    }

    private static BatchCreateParams batchOf(String file) {
        return BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                .metadata(BatchCreateParams.Metadata.builder()
                        .putAdditionalProperty("team", JsonValue.from("blue"))
                        .build())
                .build();
    }
}
