package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Uploads as clients other than the Java SDK send them, good and bad. */
class UploadIT {

    private static final String LINE = "{\"custom_id\":\"a\"}\n";
    private static final String PURPOSE = part("name=\"purpose\"", "batch");
    private static final String FILE = part("name=\"file\"; filename=\"in.jsonl\"", LINE);

    private static RunningApi api;
    private List<String> before = List.of();

    @BeforeAll
    static void start() {
        api = RunningApi.start(settings -> settings.withIdleTimeout(Duration.ofSeconds(2)), List.of());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void look() {
        before = api.objectKeys();
    }

    @Test
    @Tag("files.create")
    void shouldTakeTheFileFirstOrLast() {
        assertThat(upload(PURPOSE + FILE).statusCode()).isEqualTo(200);
        assertThat(upload(FILE + PURPOSE).statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("files.object")
    void shouldAnswerTheFileObjectInOpenAisOrder() {
        HttpResponse<String> response = upload(PURPOSE + FILE);

        JsonNode file = RunningApi.json(response);
        assertThat(file.propertyNames())
                .containsExactly(
                        "object",
                        "id",
                        "purpose",
                        "filename",
                        "bytes",
                        "created_at",
                        "expires_at",
                        "status",
                        "status_details");
        assertThat(file.get("status").stringValue()).isEqualTo("processed");
        assertThat(file.get("expires_at").longValue() - file.get("created_at").longValue())
                .isEqualTo(2_592_000);
        assertThat(file.get("status_details").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "filename=\"../../etc/passwd\"|passwd",
                "filename=\"C:\\\\temp\\\\in.jsonl\"|in.jsonl",
                "filename=\"\"|upload",
                "filename=\"..\"|upload",
                "filename=\"a\\\"b.jsonl\"|a\"b.jsonl",
                "x=y|upload"
            })
    @Tag("files.names")
    void shouldMakeNamesHarmless(String given, String kept) {
        HttpResponse<String> response = upload(PURPOSE + part("name=\"file\"; " + given, LINE));

        assertThat(RunningApi.json(response).get("filename").stringValue()).isEqualTo(kept);
    }

    @Test
    @Tag("files.names")
    void shouldDropControlCharactersAndShortenLongNames() {
        HttpResponse<String> control =
                upload(PURPOSE + part("name=\"file\"; filename=\"a\u0007\u0000\tb.jsonl\"", LINE));
        HttpResponse<String> longName =
                upload(PURPOSE + part("name=\"file\"; filename=\"" + "x".repeat(5000) + ".jsonl\"", LINE));

        assertThat(RunningApi.json(control).get("filename").stringValue()).isEqualTo("ab.jsonl");
        assertThat(RunningApi.json(longName).get("filename").stringValue())
                .hasSize(255)
                .endsWith("x.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "hello\n", "[1]\n", "{\"a\":1} x\n", "{\"a\":\n1}\n", "{\"a\":1", "\"{}\"\n"})
    @Tag("files.jsonl")
    void shouldRefuseABatchInputWhoseFirstLineIsNoObject(String content) {
        String file = part("name=\"file\"; filename=\"in.jsonl\"", content);

        for (String form : List.of(PURPOSE + file, file + PURPOSE)) {
            JsonNode error = error(upload(form), 400);
            assertThat(error.get("message").stringValue())
                    .isEqualTo("Invalid file format for Batch API. Must be .jsonl");
        }
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", "\n \r\n{\"a\":1}\r\nnot json\n", "\u00ef\u00bb\u00bf{\"a\":1}\n"})
    @Tag("files.jsonl")
    void shouldTakeABatchInputWhoseFirstLineIsAnObject(String content) {
        assertThat(upload(PURPOSE + part("name=\"file\"", content)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldTakeAnyContentForOtherPurposes() {
        String form = part("name=\"file\"", "") + part("name=\"purpose\"", "user_data");

        JsonNode file = RunningApi.json(upload(form));

        assertThat(file.get("bytes").intValue()).isZero();
        assertThat(file.get("expires_at").isNull()).isTrue();
    }

    @ParameterizedTest
    @Tag("files.purposes")
    @Tag("files.content.purposes")
    @ValueSource(strings = {"assistants", "batch", "evals", "fine-tune", "user_data", "vision"})
    void shouldTakeAndGiveBackFilesOfEveryPurpose(String purpose) {
        JsonNode file = RunningApi.json(upload(FILE + part("name=\"purpose\"", purpose)));

        assertThat(file.get("purpose").stringValue()).isEqualTo(purpose);
        String content = "/v1/files/" + file.get("id").stringValue() + "/content";
        assertThat(api.send(api.request(content)).body()).isEqualTo(LINE);
        assertThat(api.send(api.request("/v1/files?limit=1&purpose=" + purpose)).body())
                .contains(file.get("id").stringValue());
    }

    @Test
    void shouldRefuseFormsThatLackSomething() {
        assertThat(error(upload(FILE), 400).get("message").stringValue())
                .isEqualTo("Missing required parameter: 'purpose'.");
        assertThat(error(upload(PURPOSE), 400).get("message").stringValue())
                .isEqualTo("Missing required parameter: 'file'.");
        assertThat(error(upload(FILE + part("name=\"purpose\"", "dance")), 400)
                        .get("code")
                        .stringValue())
                .isEqualTo("invalid_value");
        assertThat(error(upload(FILE + part("name=\"purpose\"", "batch_output")), 400)
                        .get("param")
                        .stringValue())
                .isEqualTo("purpose");
        assertNothingLeft();
    }

    @Test
    @Tag("files.fields")
    void shouldRefuseFormsThatHaveTooMuch() {
        assertThat(error(upload(FILE + FILE + PURPOSE), 400).get("code").stringValue())
                .isEqualTo("duplicate_parameter");
        assertThat(error(upload(FILE + PURPOSE + part("name=\"colour\"", "red")), 400)
                        .get("message")
                        .stringValue())
                .isEqualTo("Unknown parameter: 'colour'.");
        assertThat(error(upload(FILE + part("name=\"purpose\"", "x".repeat(3_000_000))), 400)
                        .get("code")
                        .stringValue())
                .isEqualTo("string_above_max_length");
        assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "created_at, 10, integer_below_min_value",
        "created_at, 2592001, integer_above_max_value",
        "created_at, soon, invalid_type",
        "last_used_at, 3600, invalid_value"
    })
    @Tag("files.expiry")
    void shouldRefuseAnExpiryOutOfBounds(String anchor, String seconds, String code) {
        String form = PURPOSE
                + FILE
                + part("name=\"expires_after[anchor]\"", anchor)
                + part("name=\"expires_after[seconds]\"", seconds);

        assertThat(error(upload(form), 400).get("code").stringValue()).isEqualTo(code);
        assertNothingLeft();
    }

    @Test
    @Tag("files.size")
    void shouldRefuseAFileAboveTheLimitHoweverItComes() throws IOException {
        String line = "{\"a\":\"" + "x".repeat(1_000_000) + "\"}\n";
        String file = part("name=\"file\"", line.repeat(21));

        assertThat(error(upload(PURPOSE + file), 413).get("message").stringValue())
                .startsWith("File is too large");
        try (RawHttp raw = new RawHttp(api)) {
            raw.send(head("Transfer-Encoding: chunked"));
            String body = PURPOSE + file + "--b--\r\n";
            raw.send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
            assertThat(raw.readAll()).startsWith("HTTP/1.1 413").contains("File is too large");
        }
        assertNothingLeft();
    }

    @Test
    @Tag("files.create")
    void shouldTakeAChunkedBodyInTinyPieces() throws IOException {
        try (RawHttp raw = new RawHttp(api)) {
            raw.send(head("Transfer-Encoding: chunked"));
            for (char c : (FILE + PURPOSE + "--b--\r\n").toCharArray()) {
                raw.send("1\r\n" + c + "\r\n");
            }
            assertThat(raw.send("0\r\n\r\n").readAll())
                    .startsWith("HTTP/1.1 200")
                    .contains("\"in.jsonl\"");
        }
    }

    @Test
    void shouldLeaveNothingOfAnUploadThatBreaksOff() throws IOException {
        try (RawHttp raw = new RawHttp(api)) {
            raw.send(head("Content-Length: 10000000"))
                    .send(PURPOSE + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"
                            + LINE.repeat(100_000));
            assertThat(raw.endOutput().readAll()).startsWith("HTTP/1.1 400").contains("invalid_request_error");
        }
        assertNothingLeft();
    }

    @Test
    void shouldRefuseAFormWithoutItsClosingBoundary() {
        HttpResponse<String> response = api.send(api.request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(PURPOSE + FILE)));

        assertThat(error(response, 400).get("message").stringValue()).contains("closing boundary");
        assertNothingLeft();
    }

    @Test
    void shouldRefuseABodyThatIsNoForm() {
        HttpResponse<String> response = api.send(api.request("/v1/files")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

        error(response, 415);
    }

    @Test
    @Tag("all.idle")
    void shouldCutAClientThatFallsSilentAndServeTheOthersMeanwhile() throws IOException {
        List<RawHttp> silent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            silent.add(new RawHttp(api)
                    .send(head("Content-Length: 10000000"))
                    .send(PURPOSE + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"
                            + LINE.repeat(30_000)));
        }

        assertThat(upload(PURPOSE + FILE).statusCode()).isEqualTo(200);
        before = api.objectKeys();

        for (RawHttp raw : silent) {
            assertThat(raw.readAll()).startsWith("HTTP/1.1 408");
            raw.close();
        }
        assertNothingLeft();
    }

    private static HttpResponse<String> upload(String parts) {
        return api.send(api.request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofByteArray((parts + "--b--\r\n").getBytes(StandardCharsets.ISO_8859_1))));
    }

    private static String head(String length) {
        return "POST /v1/files HTTP/1.1\r\nHost: here\r\nConnection: close\r\nAuthorization: Bearer " + api.key()
                + "\r\nContent-Type: multipart/form-data; boundary=b\r\n" + length + "\r\n\r\n";
    }

    private static String part(String disposition, String content) {
        return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static JsonNode error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return RunningApi.json(response).get("error");
    }

    private void assertNothingLeft() {
        await().untilAsserted(() -> assertThat(api.objectKeys()).hasSameElementsAs(before));
    }
}
