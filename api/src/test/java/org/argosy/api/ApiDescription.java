package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.argosy.api.http.ApiConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI description, and what it says of a request or a response. Safe for use by any number of threads. */
final class ApiDescription {

    private static final String JSON = "application/json";

    private final JsonNode document;
    private final List<Operation> operations;
    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft202012());
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    private ApiDescription(JsonNode document) {
        this.document = document;
        this.operations = operations(document);
    }

    /** What can be asked of one path. */
    record Operation(String method, String path, JsonNode node) {

        /** Like the path of a route, whatever its variables are called. */
        String route() {
            return method + " " + path.replaceAll("\\{[^}]*}", "{}");
        }

        boolean serves(String otherMethod, String otherPath) {
            String pattern = path.replaceAll("\\{model}", ".+").replaceAll("\\{[^}]*}", "[^/]+");
            return method.equals(otherMethod) && otherPath.matches(pattern);
        }

        /** The parameters of one place: path, query or header. */
        List<JsonNode> parameters(String in) {
            return node.path("parameters")
                    .valueStream()
                    .filter(p -> p.get("in").stringValue().equals(in))
                    .toList();
        }
    }

    static ApiDescription load() {
        try (InputStream in = ApiConfiguration.class.getResourceAsStream("openapi.json")) {
            return new ApiDescription(RunningApi.JSON.readTree(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    List<Operation> operations() {
        return operations;
    }

    Optional<Operation> find(String method, String path) {
        return operations.stream().filter(o -> o.serves(method, path)).findFirst();
    }

    /** Asserts that the response is one of those described for its request. */
    void check(HttpResponse<String> response) {
        String method = response.request().method();
        String path = response.request().uri().getRawPath();
        String type = response.headers().firstValue("Content-Type").orElse("");
        String shown = method + " " + path + " answered " + response.statusCode() + " " + response.body();
        if (method.equals("HEAD") || (method.equals("OPTIONS") && response.statusCode() == 200)) {
            assertThat(response.body()).isEmpty();
            return;
        }
        Optional<Operation> operation = find(method, path);
        if (operation.isEmpty()) {
            assertThat(response.statusCode()).as(shown).isBetween(400, 499);
            assertConforms(schema("Error"), response.body(), shown);
            return;
        }
        JsonNode described = operation.get().node().path("responses").path(Integer.toString(response.statusCode()));
        assertThat(described.isObject()).as(shown + ", which is not described").isTrue();
        if (response.statusCode() == 204) {
            assertThat(response.body()).as(shown).isEmpty();
            return;
        }
        JsonNode content = described.path("content").path(type.replaceFirst(";.*", ""));
        assertThat(content.isObject())
                .as(shown + " as " + type + ", which is not described")
                .isTrue();
        if (content.has("schema") && type.startsWith(JSON)) {
            assertConforms(content.get("schema"), response.body(), shown);
        }
    }

    /** The schema of a JSON or form body, if the operation takes one. */
    Optional<JsonNode> body(Operation operation, String type) {
        return Optional.of(operation
                        .node()
                        .path("requestBody")
                        .path("content")
                        .path(type)
                        .path("schema"))
                .filter(JsonNode::isObject);
    }

    boolean conforms(JsonNode schema, JsonNode value) {
        return compiled(schema).validate(value).isEmpty();
    }

    /** The schema itself, or the one that it refers to. */
    JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").stringValue().substring(1)) : schema;
    }

    JsonNode schema(String name) {
        return RunningApi.JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    private void assertConforms(JsonNode schema, String body, String shown) {
        assertThat(compiled(schema).validate(RunningApi.JSON.readTree(body)))
                .as(shown)
                .isEmpty();
    }

    /** Compiled together with the components, which it may refer to. */
    private Schema compiled(JsonNode schema) {
        return schemas.computeIfAbsent(schema, s -> {
            ObjectNode whole = (ObjectNode) s.deepCopy();
            whole.set("components", document.get("components"));
            return registry.getSchema(whole);
        });
    }

    private static List<Operation> operations(JsonNode document) {
        List<Operation> found = new ArrayList<>();
        document.get("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(method -> found.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()))));
        return found;
    }
}
