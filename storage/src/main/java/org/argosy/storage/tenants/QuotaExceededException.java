package org.argosy.storage.tenants;

/**
 * A tenant has no room for what it asked for. Its message tells the tenant which bound that is. Carries no stack trace: it
 * is an answer, not a fault.
 */
public final class QuotaExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is bounded. */
    public enum Quota {
        OPEN_BATCHES,
        BYTES,
        ENQUEUED_TOKENS
    }

    private final Quota quota;

    private QuotaExceededException(Quota quota, String message) {
        super(message, null, false, false);
        this.quota = quota;
    }

    /** There are as many open batches as there may be. */
    public static QuotaExceededException openBatches(int limit) {
        return new QuotaExceededException(
                Quota.OPEN_BATCHES,
                "You have reached your limit of %,d batches that have not ended. Wait for one to end, or cancel one."
                        .formatted(limit));
    }

    /**
     * Files would have more bytes than they may.
     *
     * @param stored what they have
     */
    public static QuotaExceededException bytes(long limit, long stored) {
        return new QuotaExceededException(
                Quota.BYTES,
                ("You have reached your storage limit: your files have %,d bytes of at most %,d, and there is no room for"
                                + " this one. Delete files that you no longer need.")
                        .formatted(stored, limit));
    }

    /** The open batches would have more tokens than they may. */
    public static QuotaExceededException tokens(String organization, String model, long limit) {
        return new QuotaExceededException(
                Quota.ENQUEUED_TOKENS,
                ("Enqueued token limit reached for %s in organization %s. Limit: %,d enqueued tokens. Please try again once"
                                + " some in_progress batches have been completed.")
                        .formatted(model, organization, limit));
    }

    /** A batch has more tokens than all open batches may have. */
    public static QuotaExceededException tooManyTokens(String organization, String model, long limit, long tokens) {
        return new QuotaExceededException(
                Quota.ENQUEUED_TOKENS,
                ("Enqueued token limit reached for %s in organization %s. Limit: %,d enqueued tokens. This batch alone has"
                                + " an estimated %,d: please split it.")
                        .formatted(model, organization, limit, tokens));
    }

    public Quota quota() {
        return quota;
    }
}
