package org.argosy.storage;

/**
 * What a client may make large.
 *
 * @param fileBytes bytes of a file that comes in one request
 * @param uploadBytes bytes of a file that comes in parts
 * @param batchBytes bytes of a batch's input
 * @param batchLines requests of a batch
 * @param lineBytes bytes of one line of an input
 * @param batchModels different models in a batch
 * @param validationErrors validation errors that are kept; the rest are counted
 */
public record Limits(
        long fileBytes,
        long uploadBytes,
        long batchBytes,
        int batchLines,
        int lineBytes,
        int batchModels,
        int validationErrors) {

    private static final long GB = 1_000_000_000L;
    private static final int MB = 1_000_000;
    private static final long UPLOAD = 8L << 30;

    public Limits {
        if (fileBytes < 1 || uploadBytes < 1 || batchBytes < 1 || batchLines < 1 || lineBytes < 1 || batchModels < 1) {
            throw new IllegalArgumentException("a limit must be at least 1");
        }
    }

    /** Far more than OpenAI allows: inputs are streamed, so their size costs disk and time and no memory. */
    public static Limits defaults() {
        return new Limits(8 * GB, UPLOAD, 8 * GB, 1_000_000, 16 * MB, 100, 100);
    }

    /**
     * OpenAI's own limits.
     *
     * @see <a href="https://platform.openai.com/docs/guides/batch">Batch guide</a>
     */
    public static Limits openai() {
        return new Limits(512L * 1024 * 1024, UPLOAD, 200L * 1024 * 1024, 50_000, 16 * MB, 1, 100);
    }
}
