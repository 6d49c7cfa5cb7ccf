package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Calls that come again because their answer was lost, and what they must not make twice. */
class RepeatedCallsIT {

    private static final String KEY = "Idempotency-Key";
    private static final String RETRY = "x-stainless-retry-count";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @Tag("all.idempotency")
    @ValueSource(strings = {"/v1/batches", "/v1/uploads", "/v1/files"})
    void shouldMakeOneThingHoweverOftenTheKeyComes(String path) {
        String key = UUID.randomUUID().toString();
        String name = UUID.randomUUID().toString();

        HttpResponse<String> first = api.send(call(path, name).header(KEY, key));
        HttpResponse<String> again = api.send(call(path, name).header(KEY, key));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.headers().firstValue("content-type")).contains("application/json");
    }

    @ParameterizedTest
    @Tag("all.idempotency.other")
    @ValueSource(strings = {"/v1/batches", "/v1/uploads", "/v1/files"})
    void shouldRefuseAKeyOfAnotherRequest(String path) {
        String key = UUID.randomUUID().toString();
        api.send(call(path, "one").header(KEY, key));
        List<String> objects = api.objectKeys();

        HttpResponse<String> other = api.send(call(path, "two").header(KEY, key));

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.headers().firstValue("x-should-retry")).contains("false");
        assertThat(RunningApi.json(other).get("error").get("code").stringValue())
                .isEqualTo("idempotency_key_reused");
        assertThat(api.objectKeys()).hasSameElementsAs(objects);
    }

    @Test
    @Tag("all.idempotency")
    void shouldKnowAKeyOnlyForItsTenantItsOperationAndADay() {
        String key = UUID.randomUUID().toString();
        String first = id(api.send(call("/v1/batches", "one").header(KEY, key)));

        assertThat(api.send(call("/v1/uploads", "one").header(KEY, key)).statusCode())
                .isEqualTo(200);
        HttpResponse<String> stranger = api.send(call("/v1/batches", "two")
                .setHeader("Authorization", "Bearer " + api.otherKey())
                .header(KEY, key));
        assertThat(stranger.statusCode()).isEqualTo(200);
        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "update create_call set created_at = created_at - interval '24 hours'" + " where key = ?",
                        key));
        HttpResponse<String> nextDay = api.send(call("/v1/batches", "three").header(KEY, key));
        assertThat(id(nextDay)).isNotEqualTo(first);
        assertThat(api.send(call("/v1/batches", "three").header(KEY, key)).body())
                .isEqualTo(nextDay.body());
    }

    @Test
    @Tag("all.idempotency")
    void shouldMakeOneBatchWhenAKeyComesManyTimesAtOnce() {
        String key = UUID.randomUUID().toString();

        Set<String> made = IntStream.range(0, 8)
                .parallel()
                .mapToObj(_ -> id(api.send(call("/v1/batches", "same").header(KEY, key))))
                .collect(Collectors.toSet());

        assertThat(made).hasSize(1);
    }

    @Test
    @Tag("all.idempotency")
    void shouldRefuseAKeyThatIsTooLong() {
        HttpResponse<String> response = api.send(call("/v1/batches", "one").header(KEY, "k".repeat(256)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(RunningApi.json(response).get("error").get("param").stringValue())
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @Tag("all.resent")
    @ValueSource(strings = {"/v1/batches", "/v1/uploads", "/v1/files"})
    void shouldMakeOneThingWhenAClientSendsItAgain(String path) {
        String name = UUID.randomUUID().toString();
        HttpResponse<String> lost = api.send(call(path, name).header(RETRY, "0"));

        HttpResponse<String> resent = api.send(call(path, name).header(RETRY, "1"));

        assertThat(resent.body()).isEqualTo(lost.body());
        assertThat(api.send(call(path, name).header(RETRY, "2")).body()).isEqualTo(lost.body());
        assertThat(id(api.send(call(path, name).header(RETRY, "0")))).isNotEqualTo(id(lost));
        assertThat(id(api.send(call(path, name + "x").header(RETRY, "1")))).isNotEqualTo(id(lost));
    }

    @Test
    @Tag("all.resent")
    void shouldMakeWhatIsSentAgainWhenItNeverArrivedOrIsGoneOrLongAgo() {
        String name = UUID.randomUUID().toString();
        String arrived = id(api.send(call("/v1/files", name).header(RETRY, "1")));
        api.send(api.request("/v1/files/" + arrived).DELETE());
        String second = id(api.send(call("/v1/files", name).header(RETRY, "1")));
        assertThat(second).isNotEqualTo(arrived);

        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "update create_call set created_at = created_at - interval '15 minutes' where resource_id = ?",
                        second));
        assertThat(id(api.send(call("/v1/files", name).header(RETRY, "1")))).isNotEqualTo(second);
    }

    private static HttpRequest.Builder call(String path, String name) {
        return switch (path) {
            case "/v1/batches" ->
                json(
                        path,
                        "{\"input_file_id\":\"" + name
                                + "\",\"endpoint\":\"/v1/embeddings\",\"completion_window\":\"24h\"}");
            case "/v1/uploads" ->
                json(
                        path,
                        "{\"filename\":\"" + name
                                + "\",\"bytes\":9,\"purpose\":\"batch\",\"mime_type\":\"text/plain\"}");
            default ->
                api.request(path)
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(
                                "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch"
                                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{\"a\":\""
                                        + name
                                        + "\"}\r\n--b--\r\n"));
        };
    }

    private static HttpRequest.Builder json(String path, String body) {
        return api.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode json = RunningApi.json(response);
        return json.get("id").stringValue();
    }
}
