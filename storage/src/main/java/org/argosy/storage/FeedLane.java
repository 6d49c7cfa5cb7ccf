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
        int cursorLine) {

    /** Lines that have not been published. */
    public int remaining() {
        return lines - publishedLines;
    }
}
