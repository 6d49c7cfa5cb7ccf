package org.argosy.ops.simulator.wire;

import java.util.List;

/** One thing to embed: a text, or the tokens that the client made of it. */
public sealed interface EmbeddingInput {

    /** A text. */
    record Text(String text) implements EmbeddingInput {}

    /** Tokens of the model's own vocabulary. */
    record Tokens(List<Integer> ids) implements EmbeddingInput {
        public Tokens {
            ids = List.copyOf(ids);
        }
    }
}
