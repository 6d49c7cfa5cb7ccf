package org.argosy.ops.standalone.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What is done to a configuration before it is bound. */
final class YamlTrees {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

    private YamlTrees() {}

    /** Lays one tree over another: groups are merged, everything else is replaced. An empty value changes nothing. */
    static void overlay(ObjectNode base, ObjectNode over) {
        over.properties().forEach(entry -> {
            JsonNode below = base.path(entry.getKey());
            if (entry.getValue() instanceof ObjectNode deeper && below instanceof ObjectNode group) {
                overlay(group, deeper);
            } else if (!entry.getValue().isNull() || below.isMissingNode()) {
                base.set(entry.getKey(), entry.getValue());
            }
        });
    }

    /** Sets a value, making the groups on its way. */
    static void set(ObjectNode tree, List<String> path, String value) {
        ObjectNode group = tree;
        for (String step : path.subList(0, path.size() - 1)) {
            group = group.path(step) instanceof ObjectNode next ? next : group.putObject(step);
        }
        group.put(path.getLast(), value);
    }

    /**
     * Replaces <code>${NAME}</code> and <code>${NAME:default}</code> in texts.
     *
     * @throws SettingException when a variable is not set and has no default
     */
    static void fillIn(ObjectNode tree, Map<String, String> environment) {
        fillIn("", tree, environment);
    }

    private static void fillIn(String path, JsonNode node, Map<String, String> environment) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : List.copyOf(object.properties())) {
                String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                if (entry.getValue() instanceof StringNode text) {
                    object.put(entry.getKey(), filled(key, text.stringValue(), environment));
                } else {
                    fillIn(key, entry.getValue(), environment);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                String key = path + "[" + i + "]";
                if (array.get(i) instanceof StringNode text) {
                    array.set(i, filled(key, text.stringValue(), environment));
                } else {
                    fillIn(key, array.get(i), environment);
                }
            }
        }
    }

    private static String filled(String key, String text, Map<String, String> environment) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            String value = environment.get(match.group(1));
            if (value == null) {
                value = match.group(2);
            }
            if (value == null) {
                throw new SettingException(
                        key, "refers to the environment variable " + match.group(1) + ", which is not set");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
