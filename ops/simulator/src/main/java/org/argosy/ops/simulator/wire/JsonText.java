package org.argosy.ops.simulator.wire;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON objects to bytes. */
public final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_SIZE = 512;

    private JsonText() {}

    /** The object whose members the action writes. */
    public static byte[] object(Consumer<JsonGenerator> members) {
        var out = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
