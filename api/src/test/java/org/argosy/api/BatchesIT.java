package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.avro.BatchEvent;
import org.argosy.schemas.avro.BatchEventKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Creating and cancelling batches, as the wire shows it. */
class BatchesIT {

    private static final String GOOD =
            "\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"";

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
    @Tag("batches.object")
    void shouldAnswerTheBatchObjectInOpenAisOrder() {
        String body =
                create("{" + GOOD + ",\"metadata\":{\"b\":\"2\",\"a\":\"1\"}}").body();

        JsonNode batch = RunningApi.JSON.readTree(body);
        long created = batch.get("created_at").longValue();
        assertThat(body)
                .isEqualTo("{\"id\":\"" + batch.get("id").stringValue()
                        + "\",\"object\":\"batch\",\"endpoint\":\"/v1/chat/completions\",\"model\":null,"
                        + "\"input_file_id\":\"file-1\",\"completion_window\":\"24h\",\"status\":\"validating\","
                        + "\"output_file_id\":null,\"error_file_id\":null,\"errors\":null,\"created_at\":"
                        + created
                        + ",\"in_progress_at\":null,\"finalizing_at\":null,\"completed_at\":null,\"expires_at\":"
                        + (created + 86_400)
                        + ",\"failed_at\":null,\"expired_at\":null,\"cancelling_at\":null,\"cancelled_at\":null,"
                        + "\"request_counts\":{\"completed\":0,\"failed\":0,\"total\":0},"
                        + "\"metadata\":{\"b\":\"2\",\"a\":\"1\"},\"usage\":null,"
                        + "\"argosy\":{\"tenant\":\"first\",\"lines_per_second\":null,\"tokens_per_second\":null,\"eta_seconds\":null,"
                        + "\"deadline_used\":0.000,\"input_file_ids\":[\"file-1\"],\"parent\":null,\"children\":[],\"priority\":\"normal\",\"paused\":false,\"waiting\":null,"
                        + "\"estimate\":{\"seconds\":null,\"fits_window\":null}}}");
        assertThat(batch.get("id").stringValue()).matches("batch_[0-9a-f]{32}");
    }

    @ParameterizedTest
    @Tag("batches.endpoints")
    @ValueSource(
            strings = {
                "/v1/responses",
                "/v1/chat/completions",
                "/v1/embeddings",
                "/v1/completions",
                "/v1/moderations",
                "/v1/images/generations",
                "/v1/images/edits",
                "/v1/videos"
            })
    void shouldTakeEveryEndpointThatOpenAiTakes(String endpoint) {
        HttpResponse<String> response = create(("{" + GOOD + "}").replace("/v1/chat/completions", endpoint));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(RunningApi.json(response).get("endpoint").stringValue()).isEqualTo(endpoint);
    }

    @Test
    @Tag("batches.output-expiry")
    void shouldTakeAnExpiryOfTheOutputAndNotEchoIt() {
        HttpResponse<String> response =
                create("{" + GOOD + ",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(RunningApi.json(response).has("output_expires_after")).isFalse();
        String id = RunningApi.json(response).get("id").stringValue();
        long kept = api.database()
                .jdbi()
                .withHandle(h -> h.createQuery("select output_expires_after from batch where id = :id")
                        .bind("id", id)
                        .mapTo(Long.class)
                        .one());
        assertThat(kept).isEqualTo(3_600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1h", "48h", "7d", "3600s", "90m"})
    @Tag("batches.window")
    void shouldTakeOtherWindowsToo(String window) {
        HttpResponse<String> response = create(("{" + GOOD + "}").replace("24h", window));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(RunningApi.json(response).get("completion_window").stringValue())
                .isEqualTo(window);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|input_file_id|missing_required_parameter|Missing required parameter: 'input_file_id'.",
                "{\"input_file_id\":null}|input_file_id|missing_required_parameter|Missing required",
                "{\"input_file_id\":7}|input_file_id|invalid_type|expected a string, but got an integer instead.",
                "{\"input_file_id\":\"f\"}|endpoint|missing_required_parameter|'endpoint'",
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/invalid/endpoint\"}|endpoint|invalid_value"
                        + "|Invalid value: '/v1/invalid/endpoint'. Supported values are: '/v1/responses', '/v1/chat",
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\"}|completion_window"
                        + "|missing_required_parameter|'completion_window'",
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"\"}|completion_window"
                        + "|invalid_value|Invalid value: ''. Value must be '24h'",
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"59m\"}"
                        + "|completion_window|invalid_value|between '1h' and '7d'",
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"8d\"}"
                        + "|completion_window|invalid_value|Invalid value: '8d'.",
                "{$,\"metadata\":{\"tags\":[\"x\"]}}|metadata.tags|invalid_type"
                        + "|Invalid type for 'metadata.tags': expected a string, but got an array instead.",
                "{$,\"metadata\":\"x\"}|metadata|invalid_type|expected an object, but got a string instead.",
                "{$,\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":5}}|output_expires_after.seconds"
                        + "|integer_below_min_value|Expected a value >= 3600, but got 5 instead.",
                "{$,\"output_expires_after\":{\"anchor\":\"created_at\"}}|output_expires_after.seconds"
                        + "|missing_required_parameter|Missing",
                "{$,\"output_expires_after\":{\"anchor\":\"now\",\"seconds\":3600}}|output_expires_after.anchor"
                        + "|invalid_value|'created_at'",
                "{$,\"nice\":1}|nice|unknown_parameter|Unknown parameter: 'nice'."
            })
    @Tag("batches.create.errors")
    void shouldRefuseABadRequest(String body, String param, String code, String message) {
        JsonNode error = error(create(body.replace("$", GOOD)), 400);

        assertThat(error.get("param").stringValue()).isEqualTo(param);
        assertThat(error.get("code").stringValue()).isEqualTo(code);
        assertThat(error.get("message").stringValue()).contains(message);
        assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
    }

    @Test
    @Tag("batches.metadata")
    void shouldBoundMetadata() {
        StringBuilder pairs = new StringBuilder("\"k0\":\"v\"");
        for (int i = 1; i < 17; i++) {
            pairs.append(",\"k").append(i).append("\":\"v\"");
        }
        assertThat(code("{" + GOOD + ",\"metadata\":{" + pairs + "}}")).isEqualTo("object_above_max_properties");
        assertThat(code("{" + GOOD + ",\"metadata\":{\"" + "k".repeat(65) + "\":\"v\"}}"))
                .isEqualTo("property_name_above_max_length");
        assertThat(code("{" + GOOD + ",\"metadata\":{\"k\":\"" + "v".repeat(513) + "\"}}"))
                .isEqualTo("string_above_max_length");
        String largest =
                "{" + GOOD + ",\"metadata\":{\"" + "k".repeat(64) + "\":\"" + "v".repeat(512) + "\",\"\":\"\\u0000\"}}";
        HttpResponse<String> created = create(largest);
        String id = RunningApi.json(created).get("id").stringValue();
        assertThat(RunningApi.json(api.send(api.request("/v1/batches/" + id))).get("metadata"))
                .isEqualTo(RunningApi.json(created).get("metadata"));
    }

    @Test
    @Tag("all.sizes")
    @Tag("all.errors")
    void shouldRefuseABodyThatIsNoJsonObject() {
        for (String body : List.of("{", "{\"a\":1}}", "nonsense", "{'a':1}", "\u0000")) {
            assertThat(error(create(body), 400).get("message").stringValue())
                    .startsWith("We could not parse the JSON body of your request.");
        }
        assertThat(error(create("[]"), 400).get("message").stringValue()).contains("must be a JSON object");
        assertThat(error(create("[".repeat(100_000)), 400).get("type").stringValue())
                .isEqualTo("invalid_request_error");
        assertThat(error(create(""), 400).get("code").stringValue()).isEqualTo("missing_required_parameter");
        error(create("{" + GOOD + ",\"metadata\":{\"a\":\"" + "x".repeat(1_100_000) + "\"}}"), 413);
        error(
                api.send(api.request("/v1/batches")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{" + GOOD + "}"))),
                415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\\ud83c\":1}",
                "{$,\"metadata\":{\"a\":\"\\udf89\"}}",
                "{$,\"metadata\":{\"\\ud83cx\":\"a\"}}",
                "{\"input_file_id\":\"\\ud83c\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}"
            })
    @Tag("all.surrogates")
    void shouldRefuseHalvesOfCharacters(String body) {
        assertThat(error(create(body.replace("$", GOOD)), 400).get("type").stringValue())
                .isEqualTo("invalid_request_error");
    }

    @Test
    @Tag("all.empty-body")
    void shouldCancelWithAnEmptyJsonBody() {
        String id = RunningApi.json(create("{" + GOOD + "}")).get("id").stringValue();

        HttpResponse<String> response = api.send(api.request("/v1/batches/" + id + "/cancel")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(RunningApi.json(response).get("status").stringValue()).isEqualTo("cancelling");
        assertThat(RunningApi.json(response).get("usage").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "expired"})
    @Tag("batches.cancel.ended")
    void shouldNotCancelWhatHasEnded(String status) {
        String id = RunningApi.json(create("{" + GOOD + "}")).get("id").stringValue();
        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "update batch set status = ?, " + status + "_at = now(), errors = '[]' where id = ?",
                        status,
                        id));

        HttpResponse<String> response =
                api.send(api.request("/v1/batches/" + id + "/cancel").POST(BodyPublishers.noBody()));

        JsonNode error = error(response, 409);
        assertThat(error.get("message").stringValue()).isEqualTo("Cannot cancel a batch with status '" + status + "'.");
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void shouldAnnounceWhatItDid() {
        String id = RunningApi.json(create("{" + GOOD + "}")).get("id").stringValue();
        api.send(api.request("/v1/batches/" + id + "/cancel").POST(BodyPublishers.noBody()));
        api.send(api.request("/v1/batches/" + id + "/cancel").POST(BodyPublishers.noBody()));

        List<byte[]> events = api.database()
                .jdbi()
                .withHandle(h -> h.createQuery(
                                "select payload from outbox where topic = 'argosy.batches.v1' and key = :id order by id")
                        .bind("id", id)
                        .mapTo(byte[].class)
                        .list());
        assertThat(events)
                .extracting(
                        event -> AvroCodec.of(BatchEvent.class).decode(event).getKind())
                .containsExactly(BatchEventKind.SUBMITTED, BatchEventKind.CANCEL_REQUESTED);
    }

    private static HttpResponse<String> create(String body) {
        return api.send(api.request("/v1/batches")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String code(String body) {
        return error(create(body), 400).get("code").stringValue();
    }

    private static JsonNode error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return RunningApi.json(response).get("error");
    }
}
