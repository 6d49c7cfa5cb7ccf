package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Two tenants' keys against every route that the running server has: whatever one of them owns looks to the other as if it
 * did not exist, down to the last byte. A route that this test knows nothing to try on fails it.
 */
class TenantWallIT {

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");
    private static final String OPERATORS = "/v1/argosy/";

    /** Routes whose variable names what a tenant owns. */
    private static final List<String> OWNED =
            List.of("/v1/files/", "/v1/uploads/", "/v1/batches/", "/v1/webhook_endpoints/", OPERATORS);

    /** Routes whose variable names what belongs to nobody: models are the operator's. */
    private static final List<String> PUBLIC = List.of("/v1/models/");

    private static final Set<String> KEYLESS =
            Set.of("GET /livez", "GET /readyz", "GET /openapi.json", "GET /", "GET /status.js", "GET /status.css");

    /** Members of bodies that name something, each tried by a test of its own below. */
    private static final Set<String> BODY_IDS = Set.of("input_file_id", "input_file_ids", "part_ids");

    private static final ApiDescription DESCRIPTION = ApiDescription.load();

    private static RunningApi api;
    /** What the first tenant owns, by kind. */
    private static final Map<String, String> owned = new LinkedHashMap<>();
    /** The same of the second tenant, who comes knocking. */
    private static String ownFile;

    private static String ownBatch;
    private static String ownUpload;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        LiveBatch ended = LiveBatch.create(api).start(2).finish(1, -2);
        ended.end();
        owned.put("ended batch", ended.id().value());
        owned.put("output", ended.outputFile().value());
        owned.put("file", Uploaded.file(api, api.key()));
        owned.put("running batch", LiveBatch.create(api).start(3).finish(1).id().value());
        owned.put("validating batch", LiveBatch.create(api).id().value());
        owned.put("upload", upload(api.key()));
        owned.put("part", part(Objects.requireNonNull(owned.get("upload")), api.key()));
        owned.put("endpoint", endpoint());
        owned.put(
                "key", query("select k.id from api_key k join tenant t on t.id = k.tenant_id where t.name = 'first'"));
        owned.put("tenant", query("select id from tenant where name = 'first'"));
        owned.put("tenant's name", "first");
        ownFile = Uploaded.file(api, api.otherKey());
        ownUpload = upload(api.otherKey());
        ownBatch = id(create("\"input_file_id\":\"" + ownFile + "\""));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<String> routes() {
        return api.routes().stream();
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Tag("all.keys")
    void shouldAskForAKey(String route) {
        String[] parts = route.split(" ", 2);
        HttpResponse<String> response = send(parts[0], fill(parts[1], "x"), Optional.empty());

        assertThat(response.statusCode() == 401).as(route).isEqualTo(!KEYLESS.contains(route));
        assertThat(parts[1].startsWith("/v1/")).isEqualTo(!KEYLESS.contains(route));
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Tag("all.tenants")
    void shouldNotTellWhatAnotherOwnsFromWhatIsNotThere(String route) {
        String[] parts = route.split(" ", 2);
        long variables = VARIABLE.matcher(parts[1]).results().count();
        if (variables == 0 || PUBLIC.stream().anyMatch(parts[1]::startsWith)) {
            return;
        }
        assertThat(variables)
                .as("one variable, as this test can fill in: " + route)
                .isOne();
        assertThat(OWNED).as("a kind of thing that this test owns: " + route).anyMatch(parts[1]::startsWith);
        int expected = parts[1].startsWith(OPERATORS) ? 403 : 404;

        owned.forEach((kind, id) -> {
            Seen another = seen(parts[0], fill(parts[1], id), id);
            Seen nothing = seen(parts[0], fill(parts[1], missing(id)), missing(id));
            assertThat(another).as(route + " with another's " + kind).isEqualTo(nothing);
            assertThat(another.status()).as(route + " with another's " + kind).isEqualTo(expected);
            if (parts[0].equals("GET")) {
                assertThat(seen("HEAD", fill(parts[1], id), id).status()).isEqualTo(expected);
            }
        });
    }

    /** Else the test above would have shown nothing. */
    @ParameterizedTest
    @MethodSource("routes")
    @Tag("operators.see")
    void shouldShowThatToItsOwnerAndToOperators(String route) {
        String[] parts = route.split(" ", 2);
        if (!parts[0].equals("GET")
                || !parts[1].contains("{")
                || PUBLIC.stream().anyMatch(parts[1]::startsWith)) {
            return;
        }
        List<String> keys =
                parts[1].startsWith(OPERATORS) ? List.of(api.operatorKey()) : List.of(api.key(), api.operatorKey());

        assertThat(keys)
                .allSatisfy(key -> assertThat(owned.values())
                        .anyMatch(id -> send("GET", fill(parts[1], id), Optional.of(key))
                                        .statusCode()
                                == 200));
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Tag("all.tenants")
    void shouldTellNothingOfAnotherThroughTheQuery(String route) {
        String[] parts = route.split(" ", 2);
        ApiDescription.Operation operation = DESCRIPTION.operations().stream()
                .filter(o -> o.route().equals(VARIABLE.matcher(route).replaceAll("{}")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(route + " is not described"));
        String path = fill(parts[1], parts[1].startsWith("/v1/files/") ? ownFile : ownBatch);

        operation.parameters("query").stream()
                .map(parameter -> parameter.get("name").stringValue())
                .forEach(name -> owned.forEach((kind, id) -> {
                    Seen another = seen(parts[0], path + "?" + name + "=" + encode(id), id);
                    Seen nothing = seen(parts[0], path + "?" + name + "=" + encode(missing(id)), missing(id));
                    assertThat(another)
                            .as(route + " with another's " + kind + " as " + name)
                            .isEqualTo(nothing);
                }));
    }

    @Test
    @Tag("all.tenants")
    void shouldKnowEveryMemberOfABodyThatNamesSomething() {
        List<String> members = DESCRIPTION.operations().stream()
                .flatMap(operation -> DESCRIPTION.body(operation, "application/json").stream())
                .flatMap(schema -> DESCRIPTION.resolve(schema).path("properties").propertyNames().stream())
                .filter(name -> name.matches(".*_ids?"))
                .toList();

        assertThat(members).isNotEmpty().allMatch(BODY_IDS::contains);
    }

    /** Whether a file is there, the planner finds out, and fails the batch in either case with the same words. */
    @Test
    @Tag("all.tenants")
    void shouldMakeABatchOfAnothersFileAsOfOneThatIsNotThere() {
        for (String file : List.of(
                Objects.requireNonNull(owned.get("file")), missing(Objects.requireNonNull(owned.get("file"))))) {
            for (String input : List.of(
                    "\"input_file_id\":\"" + file + "\"",
                    "\"input_file_ids\":[\"" + ownFile + "\",\"" + file + "\"]")) {
                HttpResponse<String> made = create(input);
                assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
                JsonNode batch = RunningApi.json(made);
                assertThat(batch.get("status").stringValue()).isEqualTo("validating");
                assertThat(batch.get("errors").isNull()).isTrue();
            }
        }
    }

    @Test
    @Tag("all.tenants")
    void shouldNotCompleteAnUploadWithAnothersPart() {
        String part = Objects.requireNonNull(owned.get("part"));
        String path = "/v1/uploads/" + ownUpload + "/complete";

        Seen another = see(complete(path, part), part);
        assertThat(another).isEqualTo(see(complete(path, missing(part)), missing(part)));
        assertThat(another.status()).isEqualTo(400);
    }

    private static HttpResponse<String> complete(String path, String part) {
        return api.send(json(api.request(path, api.otherKey()), "{\"part_ids\":[\"" + part + "\"]}"));
    }

    /** What a client sees of an answer, with its own words left out. */
    private record Seen(int status, String type, String body) {}

    private static Seen seen(String method, String path, String id) {
        return see(send(method, path, Optional.of(api.otherKey())), id);
    }

    private static Seen see(HttpResponse<String> response, String id) {
        return new Seen(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body().replaceAll("\\b" + Pattern.quote(id) + "\\b", "ID"));
    }

    private static HttpResponse<String> send(String method, String path, Optional<String> key) {
        HttpRequest.Builder request = key.map(given -> api.request(path, given)).orElseGet(() -> api.keyless(path));
        if (method.equals("POST") && path.endsWith("/parts")) {
            return api.send(
                    key.isPresent()
                            ? Uploaded.request(api, path, key.get(), Uploaded.data("bytes"))
                            : request.POST(BodyPublishers.noBody()));
        }
        return api.send(
                method.equals("POST") ? json(request, body(path)) : request.method(method, BodyPublishers.noBody()));
    }

    /** A body that is not the reason for a refusal. */
    private static String body(String path) {
        if (path.endsWith("/complete")) {
            return "{\"part_ids\":[\"part_x\"]}";
        }
        if (path.matches("/v1/batches/[^/]+")) {
            return "{\"priority\":\"high\"}";
        }
        return path.endsWith("/test") ? "{\"event_type\":\"batch.completed\"}" : "{}";
    }

    private static HttpRequest.Builder json(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private static String fill(String path, String id) {
        return VARIABLE.matcher(path).replaceAll(encode(id));
    }

    private static String encode(String id) {
        return id.replace(" ", "%20");
    }

    /** An id of the same kind and length that nobody has. */
    private static String missing(String id) {
        char last = id.charAt(id.length() - 1);
        return id.substring(0, id.length() - 1) + (last == '0' ? '1' : '0');
    }

    private static HttpResponse<String> create(String input) {
        return api.send(json(
                api.request("/v1/batches", api.otherKey()),
                "{" + input + ",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}"));
    }

    private static String upload(String key) {
        return id(api.send(json(
                api.request("/v1/uploads", key),
                "{\"filename\":\"a.jsonl\",\"purpose\":\"batch\",\"bytes\":5,\"mime_type\":\"application/jsonl\"}")));
    }

    private static String part(String upload, String key) {
        return id(api.send(Uploaded.request(api, "/v1/uploads/" + upload + "/parts", key, Uploaded.data("bytes"))));
    }

    private static String endpoint() {
        return id(api.send(json(
                api.request("/v1/webhook_endpoints"),
                "{\"name\":\"n\",\"url\":\"https://example.com/hook\",\"event_types\":[\"batch.completed\"]}")));
    }

    private static String query(String sql) {
        return api.database()
                .jdbi()
                .withHandle(h -> h.createQuery(sql).mapTo(String.class).one());
    }

    private static String id(HttpResponse<String> response) {
        return Optional.ofNullable(RunningApi.json(response).get("id"))
                .orElseThrow(() -> new AssertionError(response.body()))
                .stringValue();
    }
}
