package org.argosy.storage;

/** Tokens that models reported, summed over a batch's answers. Cached and reasoning tokens are parts of input and output. */
public record TokenCounts(long input, long cached, long output, long reasoning, long total) {

    public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0);

    public TokenCounts plus(TokenCounts other) {
        return new TokenCounts(
                input + other.input,
                cached + other.cached,
                output + other.output,
                reasoning + other.reasoning,
                total + other.total);
    }
}
