package org.argosy.ops.simulator.wire;

import java.util.Optional;

/** The inference endpoints, known by the end of the path so that a gateway's prefix does not matter. */
public enum Endpoint {
    CHAT_COMPLETIONS("/v1/chat/completions", "messages"),
    COMPLETIONS("/v1/completions", "prompt"),
    RESPONSES("/v1/responses", "input"),
    EMBEDDINGS("/v1/embeddings", "input");

    private final String path;
    private final String content;

    Endpoint(String path, String content) {
        this.path = path;
        this.content = content;
    }

    public String path() {
        return path;
    }

    /** The member of the body that carries what the model reads. */
    public String content() {
        return content;
    }

    public static Optional<Endpoint> of(String path) {
        for (Endpoint endpoint : values()) {
            if (path.endsWith(endpoint.path)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }
}
