package org.argosy.storage;

/** How many lines a batch has and what became of them. Cancelled and expired lines count as failed. */
public record RequestCounts(int total, int completed, int failed) {

    public static final RequestCounts NONE = new RequestCounts(0, 0, 0);

    public RequestCounts {
        if (total < 0 || completed < 0 || failed < 0) {
            throw new IllegalArgumentException("negative request count");
        }
    }

    /** Lines without an outcome yet. */
    public int owed() {
        return total - completed - failed;
    }
}
