package org.argosy.storage;

/**
 * How far the lines of one batch for one model have been published. Immutable.
 *
 * @param estimatedTokens of all its lines
 * @param admitted false while the tenant's quota has no room for it
 */
public record LaneProgress(
        BatchId batch,
        String model,
        int lines,
        long estimatedTokens,
        int publishedLines,
        long publishedTokens,
        boolean admitted) {

    /** Lines that wait to be published. */
    public int remaining() {
        return lines - publishedLines;
    }

    /** What they may cost. */
    public long remainingTokens() {
        return Math.max(0, estimatedTokens - publishedTokens);
    }
}
