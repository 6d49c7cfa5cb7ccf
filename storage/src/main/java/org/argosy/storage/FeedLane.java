package org.argosy.storage;

import java.time.Instant;

/**
 * The lines of one batch for one model, and how far they have been published. Immutable.
 *
 * @param expiresAt when the batch's window ends
 * @param lines lines in all
 * @param estimatedTokens what they may cost together
 * @param publishedLines how many of them have been published
 * @param cursorLine the last line that was published, or 0
 * @param priority of the batch among those of its tenant
 * @param completedLines lines that have succeeded
 * @param failedLines lines that have another outcome
 * @param usedTokens tokens that they used
 */
public record FeedLane(
        BatchId batch,
        TenantId tenant,
        String model,
        String endpoint,
        FileId input,
        Instant expiresAt,
        int lines,
        long estimatedTokens,
        int publishedLines,
        long publishedTokens,
        int cursorLine,
        Priority priority,
        int completedLines,
        int failedLines,
        long usedTokens) {

    /** Lines that have not been published. */
    public int remaining() {
        return lines - publishedLines;
    }

    /** What the lines may cost that have not been published. */
    public long remainingTokens() {
        return Math.max(0, estimatedTokens - publishedTokens);
    }

    /** What a line may cost, on average. */
    public double tokensPerLine() {
        return lines == 0 ? 0 : (double) estimatedTokens / lines;
    }
}
