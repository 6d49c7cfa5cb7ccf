package org.argosy.storage.db;

import org.roaringbitmap.RoaringBitmap;

/** The numbers of a batch's finished lines, and where each stands among them. Safe for use by any number of threads. */
public final class FinishedNumbers {

    private final RoaringBitmap lines;

    FinishedNumbers(RoaringBitmap lines) {
        this.lines = lines;
    }

    public int count() {
        return lines.getCardinality();
    }

    /** How many of them are smaller than this one of them. */
    public int rank(int line) {
        return lines.rank(line) - 1;
    }
}
