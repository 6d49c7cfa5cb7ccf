package org.argosy.ops.simulator.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request that a server acts on. What is absent is null, or 0 for a number.
 *
 * @param contentBytes bytes of JSON that the model reads (messages, prompt or input); 0 when there is none
 * @param maxTokens the limit on output tokens; 0 when there is none
 * @param inputs what to embed; empty but for embeddings
 */
public record InferenceRequest(
        @Nullable String model,
        int contentBytes,
        int maxTokens,
        int choices,
        boolean stream,
        @Nullable String user,
        @Nullable String encodingFormat,
        int dimensions,
        List<EmbeddingInput> inputs) {

    private static final int BYTES_PER_TOKEN = 4;

    public InferenceRequest {
        inputs = List.copyOf(inputs);
    }

    /** The prompt's length by the usual rule of thumb, four bytes a token. */
    public int promptTokens() {
        return Math.max(1, contentBytes / BYTES_PER_TOKEN);
    }

    public boolean base64() {
        return "base64".equals(encodingFormat);
    }
}
