package org.argosy.ops.simulator.wire;

/**
 * What an answer says of itself.
 *
 * @param fingerprint 64 bits from which the id is made; the same for the same body and seed
 * @param createdMillis Unix milliseconds
 * @param outputTokens tokens of each choice
 * @param limited whether the client's limit cut the answer short
 * @param seconds how long the answer took to make
 */
public record Completion(
        String model,
        long fingerprint,
        long createdMillis,
        int promptTokens,
        int outputTokens,
        int choices,
        boolean limited,
        double seconds) {

    public int totalOutputTokens() {
        return outputTokens * choices;
    }
}
