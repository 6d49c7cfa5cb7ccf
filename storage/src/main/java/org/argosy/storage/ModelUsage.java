package org.argosy.storage;

/**
 * What became of lines of one model. Immutable.
 *
 * @param completed lines that succeeded
 * @param failed lines that did not
 */
public record ModelUsage(String model, int completed, int failed, TokenCounts tokens) {

    public ModelUsage plus(ModelUsage other) {
        return new ModelUsage(model, completed + other.completed, failed + other.failed, tokens.plus(other.tokens));
    }
}
