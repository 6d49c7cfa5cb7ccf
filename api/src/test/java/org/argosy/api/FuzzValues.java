package org.argosy.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values for a schema, good ones more often than bad ones, so that what lies behind the first check is reached too. */
final class FuzzValues {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "null",
            "0",
            "-1",
            "1",
            "100",
            "101",
            "10000",
            "99999999999999999999",
            "1e9",
            "\u0000",
            "a\u0000b",
            "..",
            "../../etc/passwd",
            "a/b",
            "a//b",
            "%2F",
            "a;b=c",
            "'; drop table file; --",
            "<script>alert(1)</script>",
            "\uD83C\uDF89 ä 語",
            "\u202Eabc",
            "x".repeat(300),
            "x".repeat(3_000),
            "24h",
            "7d",
            "999999999d",
            "0h",
            "created_at",
            "bytes=0-1",
            "bytes=-1",
            "bytes=5-2",
            "bytes=0-,1-",
            "batch",
            "batch_output",
            "desc",
            "asc",
            "file-0",
            "batch_0");
    private static final List<String> HOSTILE_JSON = List.of(
            "null",
            "true",
            "-1",
            "0.5",
            "1e400",
            "123456789012345678901234567890",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud83c\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "{\"a\":{\"b\":[1]}}");

    private final Random random;
    private final ApiDescription description;

    FuzzValues(Random random, ApiDescription description) {
        this.random = random;
        this.description = description;
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** A text that a header can hold. */
    String headerText() {
        return text().replaceAll("[^\\x20-\\x7e]", "?").strip();
    }

    /** A text for a parameter of this type. */
    String scalar(JsonNode schema) {
        if (oneIn(2)) {
            return text();
        }
        JsonNode value = instance(schema);
        return value.isString() ? value.stringValue() : value.toString();
    }

    JsonNode instance(JsonNode given) {
        JsonNode schema = description.resolve(given);
        if (oneIn(25)) {
            return RunningApi.JSON.readTree(HOSTILE_JSON.get(random.nextInt(HOSTILE_JSON.size())));
        }
        if (schema.has("anyOf")) {
            return instance(schema.get("anyOf").get(0));
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        String type = schema.get("type").isArray()
                ? schema.get("type").get(0).stringValue()
                : schema.get("type").stringValue();
        return switch (type) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer" -> integer(schema);
            default -> RunningApi.JSON.valueToTree(oneIn(2) && schema.has("pattern") ? "24h" : text());
        };
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = RunningApi.JSON.createObjectNode();
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::stringValue).toList();
        schema.path("properties").propertyStream().forEach(property -> {
            boolean wanted = required.contains(property.getKey()) ? !oneIn(25) : oneIn(3);
            if (wanted) {
                object.set(property.getKey(), instance(property.getValue()));
            }
        });
        boolean open = schema.path("additionalProperties").isObject();
        for (int i = open ? random.nextInt(18) : oneIn(20) ? 1 : 0; i > 0; i--) {
            object.put(text(), text());
        }
        return object;
    }

    private JsonNode array(JsonNode schema) {
        ArrayNode array = RunningApi.JSON.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(instance(schema.get("items")));
        }
        return array;
    }

    private JsonNode integer(JsonNode schema) {
        long min = schema.path("minimum").asLong(0);
        long max = schema.path("maximum").asLong(Long.MAX_VALUE);
        long[] choices = {min, max, min - 1, max + 1, min + random.nextInt(100), min + random.nextInt(100)};
        return RunningApi.JSON.valueToTree(choices[random.nextInt(choices.length)]);
    }

    /** A form with the fields of this schema, in any order, some of them twice or not at all. */
    byte[] form(JsonNode given, String boundary) {
        JsonNode schema = description.resolve(given);
        List<String> names = new ArrayList<>(schema.get("properties").propertyNames());
        Collections.shuffle(names, random);
        if (oneIn(10)) {
            names.add(oneIn(2) ? names.getFirst() : text());
        }
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (String name : names) {
            if (!oneIn(8)) {
                JsonNode property = schema.get("properties").path(name);
                boolean file = property.has("contentMediaType");
                String value = file ? content() : property.isObject() ? scalar(property) : text();
                String filename = file && !oneIn(3) ? "; filename=\"" + text() + "\"" : "";
                form.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\""
                                + filename + "\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        form.writeBytes(("--" + boundary + (oneIn(20) ? "" : "--") + "\r\n").getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private String content() {
        return oneIn(2) ? "{\"custom_id\":\"a\"}\n".repeat(1 + random.nextInt(5)) : text();
    }

    /** The same bytes, or now and then some of them changed, doubled or cut off. */
    byte[] damage(byte[] bytes) {
        if (!oneIn(10) || bytes.length == 0) {
            return bytes;
        }
        byte[] damaged = Arrays.copyOf(bytes, oneIn(2) ? bytes.length : random.nextInt(bytes.length));
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }
}
