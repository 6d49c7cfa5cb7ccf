package org.argosy.storage.db;

/**
 * How far a batch's lines have come.
 *
 * @param published lines that were handed to the workers
 * @param collected lines that have an outcome
 */
public record OpenLines(int published, int collected) {

    /** True when workers may still be busy with some. */
    public boolean any() {
        return published > collected;
    }
}
