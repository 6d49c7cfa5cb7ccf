package org.argosy.ops.standalone.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings that are handed to a library as they are: nested maps become dotted keys, values become text. */
final class FlatKeys {

    private FlatKeys() {}

    static Map<String, String> flatten(Map<String, ?> nested) {
        Map<String, String> flat = new LinkedHashMap<>();
        nested.forEach((key, value) -> put(flat, key, value));
        return flat;
    }

    private static void put(Map<String, String> flat, String key, @Nullable Object value) {
        switch (value) {
            case null -> throw new SettingException(key, "has no value");
            case Map<?, ?> map -> map.forEach((inner, deeper) -> put(flat, key + "." + inner, deeper));
            case Iterable<?> list -> {
                StringBuilder joined = new StringBuilder();
                list.forEach(item -> joined.append(joined.isEmpty() ? "" : ",").append(item));
                flat.put(key, joined.toString());
            }
            default -> flat.put(key, value.toString());
        }
    }
}
