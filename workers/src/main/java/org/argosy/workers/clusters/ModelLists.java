package org.argosy.workers.clusters;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads what clusters say of their models: objects in named lists of one outer object, whatever else is there. */
final class ModelLists {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int ITEM_DEPTH = 3;

    private ModelLists() {}

    /**
     * @param nameMember the member of an item that names its model, or several with commas between
     * @param state of an item, from the name of its list and its {@code status}
     * @return by names in lower case
     * @throws tools.jackson.core.JacksonException when it is no JSON
     */
    static Map<String, ModelState> read(byte[] json, String nameMember, BiFunction<String, String, ModelState> state) {
        Map<String, ModelState> models = new HashMap<>();
        String list = "";
        String member = "";
        @Nullable String names = null;
        String status = "";
        int depth = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT, START_ARRAY -> {
                        depth++;
                        if (depth == ITEM_DEPTH) {
                            names = null;
                            status = "";
                        }
                    }
                    case END_OBJECT, END_ARRAY -> {
                        if (depth == ITEM_DEPTH && names != null) {
                            ModelState found = state.apply(list, status);
                            for (String name : names.split(",", -1)) {
                                models.merge(name.strip().toLowerCase(Locale.ROOT), found, ModelLists::better);
                            }
                        }
                        depth--;
                    }
                    case PROPERTY_NAME -> {
                        member = parser.currentName();
                        if (depth == 1) {
                            list = member;
                        }
                    }
                    case VALUE_STRING -> {
                        if (depth == ITEM_DEPTH && member.equals(nameMember)) {
                            names = parser.getString();
                        } else if (depth == ITEM_DEPTH && member.equals("status")) {
                            status = parser.getString();
                        }
                    }
                    default -> {}
                }
            }
        }
        return models;
    }

    /** A model may have several instances; one that runs is enough. */
    private static ModelState better(ModelState one, ModelState other) {
        return one == ModelState.HOT || other == ModelState.UNKNOWN ? one : other;
    }
}
