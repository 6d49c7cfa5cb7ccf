package org.argosy.ops.simulator.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes the answer to an embeddings request, as numbers or as base64 of little-endian 32-bit floats. */
public final class EmbeddingWriter {

    private EmbeddingWriter() {}

    /** Writes the members of a {@code CreateEmbeddingResponse}. */
    public static void write(JsonGenerator json, String model, List<float[]> vectors, boolean base64, int tokens) {
        json.writeStringProperty("object", "list");
        json.writeArrayPropertyStart("data");
        for (int i = 0; i < vectors.size(); i++) {
            json.writeStartObject();
            json.writeStringProperty("object", "embedding");
            json.writeNumberProperty("index", i);
            json.writeName("embedding");
            if (base64) {
                json.writeString(encode(vectors.get(i)));
            } else {
                numbers(json, vectors.get(i));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringProperty("model", model);
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("prompt_tokens", tokens);
        json.writeNumberProperty("total_tokens", tokens);
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, float[] vector) {
        json.writeStartArray();
        for (float number : vector) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private static String encode(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
