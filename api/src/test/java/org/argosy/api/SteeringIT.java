package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Priorities and pauses. */
class SteeringIT {

    private static final String MODEL = "/v1/models/openai/gpt-oss-120b";
    private static final String CLUSTER = "/v1/argosy/clusters/sophia";

    private static RunningApi api;
    private static String file;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        file = Uploaded.file(api, api.key());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("batches.priority")
    void shouldKeepThePriorityAndChangeIt() {
        assertThat(argosy(create("")).get("priority").stringValue()).isEqualTo("normal");
        JsonNode batch = create(",\"priority\":\"high\"");
        assertThat(argosy(batch).get("priority").stringValue()).isEqualTo("high");

        HttpResponse<String> changed = post("/v1/batches/" + id(batch), "{\"priority\":\"low\"}", api.key());

        assertThat(argosy(RunningApi.json(changed)).get("priority").stringValue())
                .isEqualTo("low");
        assertThat(argosy(get("/v1/batches/" + id(batch))).get("priority").stringValue())
                .isEqualTo("low");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"priority\":\"urgent\"}", "{\"priority\":5}", "{}", "{\"metadata\":{}}"})
    @Tag("batches.priority")
    void shouldRefuseWhatIsNoPriority(String body) {
        HttpResponse<String> response = post("/v1/batches/" + id(create("")), body, api.key());

        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("batches.pause")
    void shouldPauseAndResumeABatchAnyNumberOfTimes() {
        String batch = "/v1/batches/" + id(create(""));

        for (boolean paused : new boolean[] {true, true, false, false}) {
            HttpResponse<String> response = post(batch + (paused ? "/pause" : "/resume"), "", api.key());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(argosy(RunningApi.json(response)).get("paused").booleanValue())
                    .isEqualTo(paused);
            assertThat(argosy(get(batch)).get("paused").booleanValue()).isEqualTo(paused);
        }
    }

    @Test
    @Tag("batches.pause")
    void shouldRefuseToSteerABatchThatEnds() {
        String batch = "/v1/batches/" + id(create(""));
        post(batch + "/cancel", "", api.key());

        for (String verb : new String[] {"/pause", "/resume"}) {
            HttpResponse<String> response = post(batch + verb, "", api.key());
            assertThat(response.statusCode()).isEqualTo(409);
            assertThat(response.body()).contains(verb.substring(1)).contains("cancelling");
        }
        assertThat(post(batch, "{\"priority\":\"low\"}", api.key()).statusCode())
                .isEqualTo(409);
    }

    @Test
    @Tag("batches.pause")
    void shouldHideBatchesFromOtherTenants() {
        String batch = "/v1/batches/" + id(create(""));

        assertThat(post(batch + "/pause", "", api.otherKey()).statusCode()).isEqualTo(404);
        assertThat(post(batch + "/resume", "", api.otherKey()).statusCode()).isEqualTo(404);
        assertThat(post(batch, "{\"priority\":\"high\"}", api.otherKey()).statusCode())
                .isEqualTo(404);
        assertThat(argosy(get(batch)).get("paused").booleanValue()).isFalse();
    }

    @Test
    @Tag("models.pause")
    void shouldLetOperatorsPauseModelsAndClusters() {
        for (String target : new String[] {MODEL, "/v1/models/openai%2Fgpt-oss-120b", CLUSTER}) {
            assertThat(post(target + "/pause", "", api.key()).statusCode()).isEqualTo(403);
            HttpResponse<String> paused = post(target + "/pause", "", api.operatorKey());
            HttpResponse<String> again = post(target + "/pause", "", api.operatorKey());
            assertThat(RunningApi.json(paused).get("paused").booleanValue()).isTrue();
            assertThat(again.body()).isEqualTo(paused.body());
            assertThat(pauses()).hasSize(1);
            assertThat(pauses().get(0)).isEqualTo(RunningApi.json(paused));
            assertThat(RunningApi.json(post(target + "/resume", "", api.operatorKey()))
                            .get("paused")
                            .booleanValue())
                    .isFalse();
            assertThat(pauses()).isEmpty();
        }
    }

    @Test
    @Tag("models.pause")
    void shouldKnowWhatThereIsToPause() {
        assertThat(post("/v1/models/none/pause", "", api.operatorKey()).statusCode())
                .isEqualTo(404);
        assertThat(post(MODEL, "", api.operatorKey()).statusCode()).isEqualTo(405);
        assertThat(post("/v1/argosy/clusters/none/pause", "", api.operatorKey()).statusCode())
                .isEqualTo(404);
    }

    private static JsonNode create(String more) {
        return RunningApi.json(post(
                "/v1/batches",
                "{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"metadata\":{\"n\":\""
                        + System.nanoTime() + "\"}" + more + "}",
                api.key()));
    }

    private static JsonNode pauses() {
        return RunningApi.json(api.send(api.request("/v1/argosy/pauses", api.operatorKey())))
                .get("data");
    }

    private static JsonNode get(String path) {
        return RunningApi.json(api.send(api.request(path)));
    }

    private static HttpResponse<String> post(String path, String body, String key) {
        return api.send(api.request(path, key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String id(JsonNode batch) {
        return batch.get("id").stringValue();
    }

    private static JsonNode argosy(JsonNode batch) {
        return batch.get("argosy");
    }
}
