package org.argosy.storage.db;

import org.argosy.storage.BatchId;
import org.argosy.storage.FileId;
import org.argosy.storage.Pace;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.TokenCounts;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which lines of a batch have an outcome, as one version of its row says. Never changed: a write makes a new one.
 *
 * @param version counts the writes; a write on top of an older version is refused
 * @param lines line numbers that have an outcome; not to be modified
 * @param expired lines among the failed ones whose window ended first
 * @param outputFile fills with the successful lines
 * @param errorFile fills with the others
 * @param provenanceFile fills with how the lines came about
 * @param inlineProvenance whether the lines themselves tell it too
 * @param nextOrdinal ordinal for the next segments of its files
 * @param pace how fast its lines have been coming lately
 */
public record BatchProgress(
        BatchId batch,
        long version,
        RoaringBitmap lines,
        RequestCounts counts,
        int expired,
        TokenCounts usage,
        FileId outputFile,
        FileId errorFile,
        FileId provenanceFile,
        boolean inlineProvenance,
        int nextOrdinal,
        Pace pace) {

    /** Lines without an outcome yet. */
    public int owed() {
        return counts.owed();
    }

    public boolean contains(int line) {
        return lines.contains(line);
    }
}
