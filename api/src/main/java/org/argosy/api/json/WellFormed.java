package org.argosy.api.json;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.JsonNode;

/**
 * Finds halves of surrogate pairs, which JSON can escape and nothing else can hold: neither UTF-8 nor the database. No
 * client means them.
 */
public final class WellFormed {

    private WellFormed() {}

    /** True when every name and text in this value is Unicode. */
    public static boolean test(JsonNode json) {
        Deque<JsonNode> rest = new ArrayDeque<>();
        rest.push(json);
        while (!rest.isEmpty()) {
            JsonNode node = rest.pop();
            if (node.isString() && !test(node.stringValue())) {
                return false;
            }
            for (String name : node.propertyNames()) {
                if (!test(name)) {
                    return false;
                }
            }
            node.forEach(rest::push);
        }
        return true;
    }

    private static boolean test(String text) {
        return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
