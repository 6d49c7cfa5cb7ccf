package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.models.files.FilePurpose;
import com.openai.models.uploads.Upload;
import com.openai.models.uploads.UploadCompleteParams;
import com.openai.models.uploads.UploadCreateParams;
import com.openai.models.uploads.parts.PartCreateParams;
import com.openai.models.uploads.parts.UploadPart;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Files that come in parts. */
class UploadsIT {

    private static final String LINE = "{\"custom_id\":\"a\"}\n";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("uploads.create")
    void shouldAnswerTheUploadObjectInOpenAisOrder() {
        JsonNode upload = create(36, "batch");

        assertThat(upload.propertyNames())
                .containsExactly(
                        "id", "object", "bytes", "created_at", "filename", "purpose", "status", "expires_at", "file");
        assertThat(upload.get("id").stringValue()).startsWith("upload_");
        assertThat(upload.get("object").stringValue()).isEqualTo("upload");
        assertThat(upload.get("status").stringValue()).isEqualTo("pending");
        assertThat(upload.get("file").isNull()).isTrue();
        assertThat(upload.get("expires_at").longValue()
                        - upload.get("created_at").longValue())
                .isEqualTo(3_600);
    }

    @ParameterizedTest
    @Tag("uploads.create")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|filename|missing_required_parameter",
                "{\"filename\":\"a\"}|purpose|missing_required_parameter",
                "{\"filename\":\"a\",\"purpose\":\"batch\"}|bytes|missing_required_parameter",
                "{\"filename\":\"a\",\"purpose\":\"batch\",\"bytes\":1}|mime_type|missing_required_parameter",
                "{\"filename\":\"a\",\"purpose\":\"batch_output\",\"bytes\":1,\"mime_type\":\"a\"}|purpose|invalid_value",
                "{\"filename\":\"a\",\"purpose\":\"batch\",\"bytes\":0,\"mime_type\":\"a\"}|bytes|integer_below_min_value",
                "{\"filename\":\"a\",\"purpose\":\"batch\",\"bytes\":1.5,\"mime_type\":\"a\"}|bytes|invalid_type",
                "{\"filename\":\"a\",\"purpose\":\"batch\",\"bytes\":200000001,\"mime_type\":\"a\"}|bytes|integer_above_max_value",
                "{\"filename\":7}|filename|invalid_type",
                "{\"colour\":7}|colour|unknown_parameter",
                "{\"filename\":\"a\",\"purpose\":\"batch\",\"bytes\":1,\"mime_type\":\"a\",\"expires_after\":{\"anchor\":\"created_at\",\"seconds\":1}}|expires_after.seconds|integer_below_min_value"
            })
    void shouldRefuseToBeginABadUpload(String body, String param, String code) {
        JsonNode error = error(post("/v1/uploads", body), 400);

        assertThat(error.get("param").stringValue()).isEqualTo(param);
        assertThat(error.get("code").stringValue()).isEqualTo(code);
    }

    @Test
    @Tag("uploads.parts")
    @Tag("uploads.complete")
    void shouldMakeAFileOfPartsThatCameTogetherInTheOrderThatIsAsked() {
        String content = IntStream.range(0, 200)
                .mapToObj(i -> "{\"custom_id\":\"" + i + "\"}\n")
                .reduce("", String::concat);
        int size = 333;
        List<String> pieces = IntStream.rangeClosed(0, content.length() / size)
                .mapToObj(i -> content.substring(i * size, Math.min(content.length(), (i + 1) * size)))
                .toList();
        String upload = id(create(content.length(), "batch"));

        List<String> parts =
                pieces.parallelStream().map(p -> addPart(upload, p)).toList();
        JsonNode done = ok(complete(upload, parts));

        assertThat(done.get("status").stringValue()).isEqualTo("completed");
        JsonNode file = done.get("file");
        assertThat(file.get("filename").stringValue()).isEqualTo("in.jsonl");
        assertThat(file.get("bytes").intValue()).isEqualTo(content.length());
        assertThat(file.get("expires_at").longValue() - file.get("created_at").longValue())
                .isEqualTo(2_592_000);
        assertThat(api.send(api.request("/v1/files/" + id(file) + "/content")).body())
                .isEqualTo(content);
        assertThat(ok(api.send(api.request("/v1/files/" + id(file))))).isEqualTo(file);
    }

    @Test
    @Tag("uploads.complete")
    void shouldPutPartsInAnotherOrderThanTheyCame() {
        String upload = id(create(6, "user_data"));
        String second = addPart(upload, "def");
        String first = addPart(upload, "abc");

        JsonNode file = ok(complete(upload, List.of(first, second))).get("file");

        assertThat(api.send(api.request("/v1/files/" + id(file) + "/content")).body())
                .isEqualTo("abcdef");
    }

    @Test
    @Tag("uploads.complete.again")
    void shouldAnswerTheSameWhenCompletedAgain() {
        String upload = id(create(3, "user_data"));
        String part = addPart(upload, "abc");
        JsonNode first = ok(complete(upload, List.of(part)));

        assertThat(ok(complete(upload, List.of(part)))).isEqualTo(first);
        assertThat(message(complete(upload, List.of("part_other"))))
                .isEqualTo("Cannot complete an upload with status 'completed'.");
        assertThat(message(send(upload, "data", "more")))
                .isEqualTo("Cannot add parts to an upload with status 'completed'.");
        assertThat(message(post("/v1/uploads/" + upload + "/cancel", "")))
                .isEqualTo("Cannot cancel an upload with status 'completed'.");
    }

    @Test
    @Tag("uploads.complete.bytes")
    void shouldRefuseToCompleteWithOtherBytesThanPromised() {
        String upload = id(create(7, "user_data"));
        String part = addPart(upload, "abc");
        String missing = addPart(upload, "defg");

        assertThat(message(complete(upload, List.of(part))))
                .isEqualTo("The parts have 3 bytes together, but the upload was created for a file of 7 bytes.");
        assertThat(error(complete(upload, List.of(part, part)), 400)
                        .get("param")
                        .stringValue())
                .isEqualTo("part_ids");
        assertThat(error(complete(upload, List.of("part_x")), 400).get("param").stringValue())
                .isEqualTo("part_ids");
        assertThat(error(complete(upload, List.of()), 400).get("param").stringValue())
                .isEqualTo("part_ids");
        ok(complete(upload, List.of(part, missing)));
    }

    @Test
    @Tag("uploads.complete.md5")
    void shouldHoldTheContentAgainstItsMd5() {
        String upload = id(create(6, "user_data"));
        List<String> parts = List.of(addPart(upload, "abc"), addPart(upload, "def"));

        assertThat(error(completeWithMd5(upload, parts, "0".repeat(32)), 400)
                        .get("param")
                        .stringValue())
                .isEqualTo("md5");
        assertThat(error(completeWithMd5(upload, parts, "short"), 400)
                        .get("code")
                        .stringValue())
                .isEqualTo("invalid_value");
        ok(completeWithMd5(upload, parts, "E80B5017098950FC58AAD83C8C14978E"));
    }

    @Test
    @Tag("uploads.complete.jsonl")
    void shouldRefuseToCompleteABatchInputThatIsNotJsonLines() {
        String upload = id(create(6, "batch"));
        List<String> parts = List.of(addPart(upload, "hel"), addPart(upload, "lo\n"));

        assertThat(message(complete(upload, parts))).isEqualTo("Invalid file format for Batch API. Must be .jsonl");
    }

    @Test
    @Tag("uploads.cancel")
    void shouldTakeNothingMoreOnceCancelled() {
        String upload = id(create(3, "user_data"));
        String part = addPart(upload, "abc");

        JsonNode cancelled = ok(post("/v1/uploads/" + upload + "/cancel", ""));

        assertThat(cancelled.get("status").stringValue()).isEqualTo("cancelled");
        assertThat(ok(post("/v1/uploads/" + upload + "/cancel", "{}"))).isEqualTo(cancelled);
        assertThat(message(send(upload, "data", "more")))
                .isEqualTo("Cannot add parts to an upload with status 'cancelled'.");
        assertThat(message(complete(upload, List.of(part))))
                .isEqualTo("Cannot complete an upload with status 'cancelled'.");
        assertThat(retired(upload)).isEqualTo(1);
    }

    @Test
    @Tag("uploads.expiry")
    void shouldTakeNothingMoreOnceItsHourIsOver() {
        String upload = id(create(3, "user_data"));
        String part = addPart(upload, "abc");
        api.database().jdbi().useHandle(h -> h.execute("update upload set expires_at = now() where id = ?", upload));

        assertThat(message(send(upload, "data", "more")))
                .isEqualTo("Cannot add parts to an upload with status 'expired'.");
        assertThat(message(complete(upload, List.of(part))))
                .isEqualTo("Cannot complete an upload with status 'expired'.");
        assertThat(message(post("/v1/uploads/" + upload + "/cancel", "")))
                .isEqualTo("Cannot cancel an upload with status 'expired'.");
    }

    @Test
    @Tag("uploads.parts.size")
    void shouldRefuseAPartOfMoreThan64Megabytes() {
        String upload = id(create(200_000_000, "user_data"));
        List<String> before = api.objectKeys();

        HttpResponse<String> response = send(upload, "data", "x".repeat((64 << 20) + 1));

        assertThat(error(response, 413).get("message").stringValue()).contains("67108864 bytes");
        assertThat(api.objectKeys()).hasSameElementsAs(before);
    }

    @Test
    @Tag("uploads.parts.room")
    void shouldRefusePartsThatAreFarMoreThanTheFile() {
        String upload = id(create(1, "user_data"));
        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "insert into upload_part select 'part_' || ?, ?, ?, 67108865, now()", upload, upload, upload));

        assertThat(message(send(upload, "data", "xy"))).startsWith("This upload takes no more parts");
        addPart(upload, "x");
    }

    @Test
    @Tag("uploads.parts")
    void shouldRefuseAFormOfAnotherField() {
        String upload = id(create(1, "user_data"));

        assertThat(error(send(upload, "file", "x"), 400).get("param").stringValue())
                .isEqualTo("file");
        assertThat(error(post("/v1/uploads/" + upload + "/parts", "{}"), 415)
                        .get("code")
                        .stringValue())
                .isEqualTo("unsupported_content_type");
    }

    @ParameterizedTest
    @Tag("uploads.unknown")
    @ValueSource(strings = {"/parts", "/complete", "/cancel"})
    void shouldFindNoUploadThatIsUnknownOrAnothers(String call) {
        String upload = id(create(3, "user_data"));
        String form = call.equals("/parts") ? "multipart/form-data; boundary=b" : "application/json";

        for (String id : List.of("upload_nowhere", "%20", upload)) {
            HttpResponse<String> response = api.send(api.keyless("/v1/uploads/" + id + call)
                    .header("Authorization", "Bearer " + (id.equals(upload) ? api.otherKey() : api.key()))
                    .header("Content-Type", form)
                    .POST(BodyPublishers.ofString("{\"part_ids\":[\"part_1\"]}")));
            assertThat(error(response, 404).get("param").stringValue()).isEqualTo("id");
        }
    }

    @Test
    @Tag("uploads.sdk")
    void shouldServeTheOfficialSdk() {
        OpenAIClient openai = api.openai(api.key());
        String content = LINE.repeat(100);
        Upload upload = openai.uploads()
                .create(UploadCreateParams.builder()
                        .bytes(content.length())
                        .filename("in.jsonl")
                        .mimeType("text/jsonl")
                        .purpose(FilePurpose.BATCH)
                        .expiresAfter(UploadCreateParams.ExpiresAfter.builder()
                                .seconds(3600)
                                .build())
                        .build());
        upload.validate();
        List<String> parts = new ArrayList<>();
        for (String piece : List.of(content.substring(0, 1000), content.substring(1000))) {
            UploadPart part = openai.uploads()
                    .parts()
                    .create(PartCreateParams.builder()
                            .uploadId(upload.id())
                            .data(new ByteArrayInputStream(piece.getBytes(StandardCharsets.UTF_8)))
                            .build());
            part.validate();
            assertThat(part.uploadId()).isEqualTo(upload.id());
            parts.add(part.id());
        }

        Upload done = openai.uploads()
                .complete(UploadCompleteParams.builder()
                        .uploadId(upload.id())
                        .partIds(parts)
                        .build());

        done.validate();
        assertThat(done.status()).isEqualTo(Upload.Status.COMPLETED);
        var file = done.file().orElseThrow();
        assertThat(file.expiresAt()).contains(file.createdAt() + 3_600);
        assertThat(openai.files().retrieve(file.id())).isEqualTo(file);
    }

    private static JsonNode create(long bytes, String purpose) {
        return ok(post(
                "/v1/uploads",
                "{\"filename\":\"dir/in.jsonl\",\"purpose\":\"" + purpose + "\",\"bytes\":" + bytes
                        + ",\"mime_type\":\"application/jsonl\"}"));
    }

    private static String addPart(String upload, String content) {
        JsonNode part = ok(send(upload, "data", content));
        assertThat(part.propertyNames()).containsExactly("id", "object", "created_at", "upload_id");
        assertThat(part.get("object").stringValue()).isEqualTo("upload.part");
        return id(part);
    }

    private static HttpResponse<String> send(String upload, String field, String content) {
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + content + "\r\n--b--\r\n";
        return api.send(api.request("/v1/uploads/" + upload + "/parts")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(form)));
    }

    private static HttpResponse<String> complete(String upload, List<String> parts) {
        return post(
                "/v1/uploads/" + upload + "/complete",
                RunningApi.JSON
                        .createObjectNode()
                        .set("part_ids", RunningApi.JSON.valueToTree(parts))
                        .toString());
    }

    private static HttpResponse<String> completeWithMd5(String upload, List<String> parts, String md5) {
        return post(
                "/v1/uploads/" + upload + "/complete",
                RunningApi.JSON
                        .createObjectNode()
                        .put("md5", md5)
                        .set("part_ids", RunningApi.JSON.valueToTree(parts))
                        .toString());
    }

    private static int retired(String upload) {
        return api.database()
                .jdbi()
                .withHandle(h -> h.createQuery("select count(*) from retired_object where object_key like ?")
                        .bind(0, "files/" + upload + "/%")
                        .mapTo(Integer.class)
                        .one());
    }

    private static HttpResponse<String> post(String path, String body) {
        return api.send(
                api.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningApi.json(response);
    }

    private static String id(JsonNode object) {
        return object.get("id").stringValue();
    }

    private static String message(HttpResponse<String> response) {
        return error(response, 400).get("message").stringValue();
    }

    private static JsonNode error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return RunningApi.json(response).get("error");
    }
}
