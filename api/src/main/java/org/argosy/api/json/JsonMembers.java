package org.argosy.api.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object that a client sent, read by type, with OpenAI's errors for what does not fit. A member that
 * is null counts as absent. Immutable when the node is left alone.
 */
public final class JsonMembers {

    private final JsonNode object;
    private final String path;

    /** The request's body. */
    public JsonMembers(JsonNode object) {
        this(object, "");
    }

    private JsonMembers(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** Refuses members with other names. */
    public void allowOnly(Collection<String> names) {
        object.propertyNames().stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Invalid.unknown(path + name);
                });
    }

    public String string(String name) {
        JsonNode value = find(name).orElseThrow(() -> Invalid.missing(path + name));
        if (!value.isString()) {
            throw wrongType(path + name, "a string", value);
        }
        return value.stringValue();
    }

    public long integer(String name) {
        JsonNode value = find(name).orElseThrow(() -> Invalid.missing(path + name));
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrongType(path + name, "an integer", value);
        }
        return value.longValue();
    }

    /** The number, if there is one. */
    public Optional<Long> optionalInteger(String name) {
        return find(name).map(_ -> integer(name));
    }

    /** The string, if there is one. */
    public Optional<String> optionalString(String name) {
        return find(name).map(_ -> string(name));
    }

    /** An array of strings. */
    public List<String> strings(String name) {
        JsonNode value = find(name).orElseThrow(() -> Invalid.missing(path + name));
        if (!value.isArray()) {
            throw wrongType(path + name, "an array", value);
        }
        List<String> strings = new ArrayList<>(value.size());
        for (JsonNode element : value) {
            if (!element.isString()) {
                throw wrongType(path + name + "[" + strings.size() + "]", "a string", element);
            }
            strings.add(element.stringValue());
        }
        return strings;
    }

    /** Whether it is there and true. */
    public boolean isTrue(String name) {
        Optional<JsonNode> value = find(name);
        value.filter(v -> !v.isBoolean()).ifPresent(v -> {
            throw wrongType(path + name, "a boolean", v);
        });
        return value.map(JsonNode::booleanValue).orElse(false);
    }

    public Optional<JsonNode> object(String name) {
        Optional<JsonNode> value = find(name);
        value.filter(v -> !v.isObject()).ifPresent(v -> {
            throw wrongType(path + name, "an object", v);
        });
        return value;
    }

    public Optional<JsonMembers> members(String name) {
        return object(name).map(o -> new JsonMembers(o, path + name + "."));
    }

    public static ApiException wrongType(String param, String expected, JsonNode actual) {
        return Invalid.type(param, expected, describe(actual));
    }

    private Optional<JsonNode> find(String name) {
        @Nullable JsonNode value = object.get(name);
        return Optional.ofNullable(value).filter(v -> !v.isNull());
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BOOLEAN -> "a boolean";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal";
            case NULL, MISSING -> "null";
            default -> "a string";
        };
    }
}
