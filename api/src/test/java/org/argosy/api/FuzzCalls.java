package org.argosy.api;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.argosy.api.ApiDescription.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes requests out of the API's description, many of them wrong in one way or several. The same seed, the same request. */
final class FuzzCalls {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json; charset=latin1",
            "text/plain",
            "",
            "nonsense",
            "multipart/form-data");
    private static final List<String> METHODS = List.of("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "BREW");
    private static final List<String> ACCEPTS =
            List.of("*/*", "application/binary", "text/html", "application/json;q=0", "x", "image/png, */*;q=0.1");

    /** It waits for a dispatcher, and there is none. */
    private static final String LEFT_OUT = "testWebhookEndpoint";

    private final ApiDescription description;
    private final List<Operation> operations;
    private final RunningApi api;
    private final Map<String, List<String>> ids;

    /**
     * @param ids things that are there, by the name of the variable in the path
     */
    FuzzCalls(ApiDescription description, RunningApi api, Map<String, List<String>> ids) {
        this.description = description;
        this.operations = description.operations().stream()
                .filter(o -> !o.node().get("operationId").stringValue().equals(LEFT_OUT))
                .toList();
        this.api = api;
        this.ids = ids;
    }

    /**
     * A request.
     *
     * @param json its body, when that is JSON
     */
    record Call(HttpRequest.Builder request, Operation operation, Optional<JsonNode> json) {}

    Call call(long seed) {
        Random random = new Random(seed);
        FuzzValues values = new FuzzValues(random, description);
        Operation operation = operations.get(random.nextInt(operations.size()));
        String path = path(operation, random, values) + query(operation, random, values);
        HttpRequest.Builder request = api.keyless(path).timeout(PATIENCE);
        headers(operation, request, random, values);
        String method = values.oneIn(15) ? METHODS.get(random.nextInt(METHODS.size())) : operation.method();
        @Nullable JsonNode json = null;
        byte[] body = {};
        Optional<JsonNode> schema = description.body(operation, "application/json");
        Optional<JsonNode> form = description.body(operation, "multipart/form-data");
        String type = "application/json";
        if (schema.isPresent()) {
            json = values.instance(schema.get());
            body = values.damage(json.toString().getBytes(StandardCharsets.UTF_8));
        } else if (form.isPresent()) {
            type = "multipart/form-data; boundary=fuzz";
            body = values.damage(values.form(form.get(), "fuzz"));
        } else if (values.oneIn(5)) {
            body = values.text().getBytes(StandardCharsets.UTF_8);
        }
        if (values.oneIn(12)) {
            type = TYPES.get(random.nextInt(TYPES.size()));
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        boolean whole = json != null && new String(body, StandardCharsets.UTF_8).equals(json.toString());
        return new Call(request, operation, whole ? Optional.ofNullable(json) : Optional.empty());
    }

    private String path(Operation operation, Random random, FuzzValues values) {
        String path = operation.path();
        for (JsonNode variable : operation.parameters("path")) {
            String name = variable.get("name").stringValue();
            List<String> known = ids.getOrDefault(name, List.of());
            String value = known.isEmpty() || values.oneIn(3)
                    ? encode(values.text())
                    : known.get(random.nextInt(known.size()));
            path = path.replace("{" + name + "}", value.isEmpty() ? "%20" : value);
        }
        return path;
    }

    private static String query(Operation operation, Random random, FuzzValues values) {
        StringBuilder query = new StringBuilder("?");
        for (JsonNode parameter : operation.parameters("query")) {
            if (random.nextBoolean()) {
                query.append(parameter.get("name").stringValue())
                        .append('=')
                        .append(encode(values.scalar(parameter.get("schema"))))
                        .append('&');
            }
        }
        if (values.oneIn(10)) {
            query.append(encode(values.text())).append('=').append(encode(values.text()));
        }
        return query.length() == 1 ? "" : query.toString();
    }

    private void headers(Operation operation, HttpRequest.Builder request, Random random, FuzzValues values) {
        String key = values.oneIn(12) ? values.headerText() : "Bearer " + api.key();
        request.header("Authorization", key);
        for (JsonNode parameter : operation.parameters("header")) {
            if (values.oneIn(4)) {
                request.header(parameter.get("name").stringValue(), values.headerText());
            }
        }
        if (values.oneIn(4)) {
            request.header("Accept", ACCEPTS.get(random.nextInt(ACCEPTS.size())));
        }
        if (values.oneIn(8)) {
            request.header("OpenAI-Organization", values.headerText());
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
