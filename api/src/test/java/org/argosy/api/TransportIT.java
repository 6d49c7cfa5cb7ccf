package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What holds for every endpoint: envelopes, headers, keys, methods, sizes. */
class TransportIT {

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start(
                settings -> settings,
                List.of(new ReadinessCheck("postgres", () -> {}), new ReadinessCheck("kafka", () -> {
                    throw new IOException("away");
                })));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("all.headers")
    void shouldSendItsHeadersOnSuccessAndOnErrors() {
        for (HttpResponse<String> response : List.of(
                api.send(api.request("/v1/models")),
                api.send(api.request("/v1/nothing")),
                api.send(api.keyless("/v1/models")),
                api.send(api.keyless("/nothing")),
                api.send(api.request("/v1/models/%2F%00")))) {
            assertThat(header(response, "content-type")).isEqualTo("application/json");
            assertThat(header(response, "x-request-id")).matches("req_[0-9a-f]{32}");
            assertThat(header(response, "openai-version")).isEqualTo("2020-10-01");
            assertThat(header(response, "openai-processing-ms")).matches("[0-9]+");
            assertThat(header(response, "x-content-type-options")).isEqualTo("nosniff");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/nothing",
                "/v1",
                "/v1/batches/",
                "/v1/files/a/b",
                "/v1/files/file-1/content/more",
                "/v1/fine_tuning/jobs"
            })
    @Tag("all.errors")
    void shouldSayThatAUrlLeadsNowhere(String path) {
        assertThat(error(api.send(api.request(path)), 404).get("message").stringValue())
                .isEqualTo("Invalid URL (GET " + path + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/images/edits"})
    void shouldSayWhatItDoesNotSupport(String path) {
        assertThat(error(api.send(api.request(path).POST(BodyPublishers.ofString("{}"))), 404)
                        .get("message")
                        .stringValue())
                .contains("not supported by this server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2Fb", "%2e%2e%2fx", "a%252Fb", "%00", "x%5Cy", "x;y=1", "%zz", "é"})
    void shouldFindNoFileUnderStrangeIds(String id) throws IOException {
        try (RawHttp raw = new RawHttp(api)) {
            String answer = raw.send("GET /v1/files/" + id + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                            + "Authorization: Bearer " + api.key() + "\r\n\r\n")
                    .readAll();
            assertThat(answer)
                    .matches("(?s)HTTP/1.1 40[04] .*\r\n\r\n.*\\{\"error\":\\{\"message\".*")
                    .doesNotContain("html");
        }
    }

    @Test
    @Tag("models.get")
    void shouldFindModelsUnderEncodedAndPlainSlashes() {
        for (String path : List.of("/v1/models/openai%2Fgpt-oss-120b", "/v1/models/openai/gpt-oss-120b")) {
            assertThat(RunningApi.json(api.send(api.request(path))).get("id").stringValue())
                    .isEqualTo("openai/gpt-oss-120b");
        }
        error(api.send(api.request("/v1/models/openai%2Fgpt-oss-120b").DELETE()), 403);
        error(api.send(api.request("/v1/models/no%2Fmodel").DELETE()), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /v1/files",
        "PATCH, /v1/batches/batch_1",
        "DELETE, /v1/batches/batch_1",
        "GET, /v1/batches/b/cancel",
        "POST, /v1/models",
        "POST, /v1/models/pause",
        "POST, /v1/models/minilm",
        "BREW, /v1/files",
        "TRACE, /v1/files"
    })
    @Tag("all.errors")
    void shouldRefuseAWrongMethod(String method, String path) throws IOException {
        try (RawHttp raw = new RawHttp(api)) {
            String answer = raw.send(method + " " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                            + "Authorization: Bearer " + api.key() + "\r\n\r\n")
                    .readAll();
            assertThat(answer)
                    .startsWith("HTTP/1.1 405 ")
                    .contains("\r\nAllow: ", "{\"error\":{\"message\":\"Not allowed to");
        }
    }

    @Test
    @Tag("all.keys")
    void shouldAskForAKeyEverywhereUnderV1() {
        for (String path : List.of("/v1/files", "/v1/batches/x", "/v1/nothing", "/v1/models")) {
            assertThat(error(api.send(api.keyless(path)), 401).get("message").stringValue())
                    .startsWith("You didn't provide an API key.");
        }
        JsonNode error = error(api.send(api.keyless("/v1/files").header("Authorization", "Bearer wrong")), 401);
        assertThat(error.get("code").stringValue()).isEqualTo("invalid_api_key");
        assertThat(error.get("message").stringValue()).startsWith("Incorrect API key provided: *****.");
        assertThat(error.get("param").isNull()).isTrue();
    }

    @Test
    void shouldLetAClientFinishSendingBeforeItReadsARefusal() {
        byte[] large = new byte[20_000_000];

        HttpResponse<String> response = api.send(api.keyless("/v1/files")
                .header("Authorization", "Bearer sk-argosy-unknown-key-1234")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofByteArray(large)));

        assertThat(error(response, 401).get("message").stringValue()).containsPattern("provided: sk-\\*{19}1234\\.");
    }

    @Test
    @Tag("models.delete")
    void shouldDeleteNoModel() {
        assertThat(error(api.send(api.request("/v1/models/minilm").DELETE()), 403)
                        .get("message")
                        .stringValue())
                .contains("belongs to the configuration");
        error(api.send(api.request("/v1/models/nobody").DELETE()), 404);
        error(api.send(api.request("/v1/models").DELETE()), 405);
    }

    @Test
    @Tag("server.page")
    void shouldServeAPageThatKnowsNothing() {
        HttpResponse<String> page = api.send(api.keyless("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(header(page, "content-security-policy")).startsWith("default-src 'none'; script-src 'self';");
        assertThat(page.body()).contains("status.js", "status.css");
        assertThat(header(api.send(api.keyless("/status.js")), "content-type"))
                .isEqualTo("text/javascript;charset=UTF-8");
        assertThat(header(api.send(api.keyless("/status.css")), "content-type")).isEqualTo("text/css;charset=UTF-8");
    }

    @Test
    @Tag("server.health")
    void shouldTellHealthWithoutAKey() {
        assertThat(api.send(api.keyless("/livez")).statusCode()).isEqualTo(200);
        HttpResponse<String> ready = api.send(api.keyless("/readyz"));
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(RunningApi.json(ready).get("checks").toString())
                .isEqualTo("{\"postgres\":\"ok\",\"kafka\":\"unavailable\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /v1/files HTTP/9.9\r\nHost: here\r\nConnection: close\r\n\r\n",
                "GET /v1/<script> HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n",
                "GET /v1/files HTTP/1.1\r\nConnection: close\r\n\r\n",
                "POST /v1/batches HTTP/1.1\r\nHost: here\r\nContent-Length: -5\r\nConnection: close\r\n\r\n"
            })
    @Tag("all.errors")
    void shouldAnswerInJsonWhatIsHardlyHttp(String request) throws IOException {
        try (RawHttp raw = new RawHttp(api)) {
            String answer = raw.send(request).endOutput().readAll();
            assertThat(answer)
                    .matches("(?s)HTTP/1.1 [45]0[0-9].*")
                    .containsIgnoringCase("\r\nx-request-id: req_")
                    .contains("{\"error\":{\"message\"")
                    .doesNotContainIgnoringCase("<html");
        }
    }

    @Test
    @Tag("all.sizes")
    void shouldRefuseHeadersThatAreTooLarge() throws IOException {
        try (RawHttp raw = new RawHttp(api)) {
            String answer = raw.send(
                            "GET /v1/files HTTP/1.1\r\nHost: here\r\nX-Big: " + "x".repeat(40_000) + "\r\n\r\n")
                    .readAll();
            assertThat(answer).startsWith("HTTP/1.1 4").contains("{\"error\":{\"message\"", "x-request-id: req_");
        }
    }

    @Test
    @Tag("all.gzip")
    void shouldCompressJsonWhenAsked() throws Exception {
        for (int i = 0; i < 10; i++) {
            api.send(api.request("/v1/batches")
                    .POST(BodyPublishers.ofString(
                            "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}")));
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = http.send(
                    api.request("/v1/batches").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
            assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
                assertThat(RunningApi.JSON.readTree(in).get("data").size()).isEqualTo(10);
            }
        }
    }

    @Test
    @Tag("all.accept")
    void shouldAnswerHeadAndAnyAccept() {
        HttpResponse<String> head = api.send(api.request("/v1/models").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String accept : List.of("application/binary", "text/html", "nonsense")) {
            HttpResponse<String> response = api.send(api.request("/v1/models").header("Accept", accept));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(header(response, "content-type")).isEqualTo("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/batches?limit=101, integer_above_max_value",
        "/v1/batches?limit=0, integer_below_min_value",
        "/v1/batches?limit=-3, integer_below_min_value",
        "/v1/batches?limit=ten, invalid_type",
        "/v1/files?limit=10001, integer_above_max_value",
        "/v1/files?limit=99999999999999999999, integer_above_max_value",
        "/v1/files?order=sideways, invalid_value"
    })
    @Tag("files.list")
    @Tag("batches.list")
    void shouldRefuseBadQueries(String path, String code) {
        assertThat(error(api.send(api.request(path)), 400).get("code").stringValue())
                .isEqualTo(code);
    }

    @Test
    @Tag("files.list.unknown")
    void shouldListNothingBehindAnUnknownCursor() {
        for (String path :
                List.of("/v1/batches?after=x", "/v1/files?after=%00", "/v1/files?purpose=fine-tune-results")) {
            assertThat(api.send(api.request(path)).body())
                    .isEqualTo(
                            "{\"object\":\"list\",\"data\":[],\"first_id\":null,\"last_id\":null,\"has_more\":false}");
        }
        error(
                api.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/v1/files?after=%25"))
                        .header("Authorization", "Bearer " + api.key())),
                200);
    }

    @Test
    void shouldSayThatItsStorageIsAwayWhenItIs() {
        try (RunningApi doomed = RunningApi.start()) {
            doomed.database().close();

            HttpResponse<String> response = doomed.send(doomed.request("/v1/files"));

            JsonNode error = error(response, 503);
            assertThat(error.get("type").stringValue()).isEqualTo("server_error");
            assertThat(header(response, "retry-after")).isEqualTo("1");
            assertThat(header(response, "x-request-id")).startsWith("req_");
        }
    }

    private static JsonNode error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode body = RunningApi.json(response);
        return status == 200 ? body : body.get("error");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("(none)");
    }
}
