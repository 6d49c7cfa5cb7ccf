package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What operators may do and users may not. */
class OperatorsIT {

    private static RunningApi api;
    private static String file;
    private static String batch;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        file = Uploaded.file(api, api.key());
        batch = id(post(
                "/v1/batches",
                "{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}",
                api.key()));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("operators.see")
    void shouldShowOperatorsWhatEveryTenantHas() {
        assertThat(get("/v1/files/" + file, api.operatorKey()).statusCode()).isEqualTo(200);
        assertThat(get("/v1/files/" + file + "/content", api.operatorKey()).body())
                .isEqualTo(Uploaded.LINE);
        assertThat(get("/v1/batches/" + batch, api.operatorKey()).statusCode()).isEqualTo(200);
        assertThat(get("/v1/batches/" + batch, api.otherKey()).statusCode()).isEqualTo(404);
        assertThat(send(api.request("/v1/files/" + file, api.operatorKey()).DELETE())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @Tag("operators.lists")
    void shouldListWhatTheOperatorAsksFor() {
        assertThat(ids("/v1/batches", api.operatorKey())).isEmpty();
        assertThat(ids("/v1/batches?tenant=*", api.operatorKey())).contains(batch);
        assertThat(RunningApi.json(get("/v1/batches?tenant=*", api.operatorKey()))
                        .path("data")
                        .valueStream()
                        .filter(object -> object.path("id").asString().equals(batch))
                        .map(object -> object.at("/argosy/tenant").asString()))
                .containsExactly("first");
        assertThat(ids("/v1/batches?tenant=first", api.operatorKey())).contains(batch);
        assertThat(ids("/v1/batches?tenant=second", api.operatorKey())).doesNotContain(batch);
        assertThat(ids("/v1/files?tenant=*", api.operatorKey())).contains(file);
        assertThat(ids("/v1/files?tenant=first", api.operatorKey())).contains(file);
        assertThat(get("/v1/files?tenant=nobody", api.operatorKey()).statusCode())
                .isEqualTo(404);
        assertThat(get("/v1/files?tenant=first", api.key()).statusCode()).isEqualTo(403);
    }

    @Test
    @Tag("operators.cancel")
    void shouldLetOperatorsCancel() {
        String other = id(post(
                "/v1/batches",
                "{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}",
                api.otherKey()));

        JsonNode cancelled = RunningApi.json(post("/v1/batches/" + other + "/cancel", "", api.operatorKey()));

        assertThat(cancelled.get("status").stringValue()).isEqualTo("cancelling");
    }

    @Test
    @Tag("operators.keys")
    void shouldMakeListAndRevokeKeys() {
        JsonNode made = RunningApi.json(post(
                "/v1/argosy/keys",
                "{\"tenant\":\"third\",\"name\":\"nightly\",\"expires_in_seconds\":3600}",
                api.operatorKey()));
        String key = made.get("key").stringValue();

        assertThat(made.get("role").stringValue()).isEqualTo("user");
        assertThat(made.get("expires_at").longValue() - made.get("created_at").longValue())
                .isEqualTo(3600);
        assertThat(get("/v1/batches", key).statusCode()).isEqualTo(200);
        String id = made.get("id").stringValue();
        HttpResponse<String> listed = get("/v1/argosy/keys?tenant=third", api.operatorKey());
        assertThat(listed.body()).contains(id).doesNotContain(key);

        HttpRequest.Builder revoke =
                api.request("/v1/argosy/keys/" + id, api.operatorKey()).DELETE();
        assertThat(send(revoke).statusCode()).isEqualTo(200);
        assertThat(send(revoke).statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("operators.keys")
    void shouldPageThroughTheKeys() {
        JsonNode first = RunningApi.json(get("/v1/argosy/keys?limit=1", api.operatorKey()));
        JsonNode second = RunningApi.json(
                get("/v1/argosy/keys?limit=100&after=" + first.get("last_id").stringValue(), api.operatorKey()));

        assertThat(first.get("has_more").booleanValue()).isTrue();
        assertThat(second.get("has_more").booleanValue()).isFalse();
        assertThat(second.get("data").findValuesAsString("id"))
                .hasSizeGreaterThanOrEqualTo(2)
                .doesNotContain(first.get("last_id").stringValue());
    }

    @ParameterizedTest
    @Tag("operators.keys.errors")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                 | missing_required_parameter | tenant
            {"tenant": " "}                                    | invalid_value              | tenant
            {"tenant": "*"}                                    | invalid_value              | tenant
            {"tenant": "a", "role": "king"}                    | invalid_value              | role
            {"tenant": "a", "expires_in_seconds": 0}           | integer_below_min_value    | expires_in_seconds
            {"tenant": "a", "expires_in_seconds": 99999999999} | integer_above_max_value    | expires_in_seconds
            {"tenant": "a", "secret": "s"}                     | unknown_parameter          | secret
            """)
    void shouldRefuseKeysThatMakeNoSense(String body, String code, String param) {
        HttpResponse<String> response = post("/v1/argosy/keys", body, api.operatorKey());

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = RunningApi.json(response).get("error");
        assertThat(error.get("code").stringValue()).isEqualTo(code);
        assertThat(error.get("param").stringValue()).isEqualTo(param);
    }

    @Test
    @Tag("operators.only")
    void shouldTellUsersThatOnlyOperatorsMay() {
        HttpResponse<String> response = get("/v1/argosy/keys", api.key());

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(RunningApi.json(response).at("/error/code").stringValue()).isEqualTo("insufficient_permissions");
    }

    private static List<String> ids(String path, String key) {
        return RunningApi.json(get(path, key)).get("data").findValuesAsString("id");
    }

    private static String id(HttpResponse<String> response) {
        return Optional.ofNullable(RunningApi.json(response).get("id"))
                .orElseThrow(() -> new AssertionError(response.body()))
                .stringValue();
    }

    private static HttpResponse<String> get(String path, String key) {
        return send(api.request(path, key));
    }

    private static HttpResponse<String> post(String path, String body, String key) {
        return send(api.request(path, key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return api.send(request);
    }
}
