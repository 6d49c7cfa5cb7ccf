package org.argosy.ops.simulator.wire;

/** Whose manners a simulated cluster has. They differ in paths, error bodies and a few members of an answer. */
public enum Flavour {
    /** vLLM's own OpenAI-compatible server. */
    VLLM("/v1"),
    /** vLLM behind the FIRST gateway: a vLLM error arrives as a 500 that quotes it. */
    FIRST_GATEWAY("/resource_server/sophia/vllm/v1"),
    /** SambaStack: errors in OpenAI's envelope, a fractional {@code created}, more usage. */
    SAMBANOVA("/v1");

    private final String basePath;

    Flavour(String basePath) {
        this.basePath = basePath;
    }

    /** What a client's base URL has after the port. Any path with the same end is served as well. */
    public String basePath() {
        return basePath;
    }
}
