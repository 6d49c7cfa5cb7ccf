package org.argosy.storage.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.argosy.storage.ModelUsage;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.Segment;
import org.argosy.storage.TokenCounts;
import org.roaringbitmap.RoaringBitmap;

/**
 * Lines of one batch that got their outcome, and the objects that hold them. Immutable.
 *
 * @param base the progress on top of which the lines were chosen: none of them is in it
 * @param lines the new line numbers
 * @param completed how many of them succeeded
 * @param failed how many did not
 * @param expired how many of the failed ones did not because the window ended
 * @param models the same by model
 * @param output their segment of the output file, when any succeeded
 * @param error their segment of the error file, when any failed
 * @param provenance their segment of the file that tells how they came about, when any was sent
 */
public record ProgressAddition(
        BatchProgress base,
        RoaringBitmap lines,
        int completed,
        int failed,
        int expired,
        TokenCounts usage,
        List<ModelUsage> models,
        Optional<Segment> output,
        Optional<Segment> error,
        Optional<Segment> provenance) {

    public ProgressAddition {
        models = List.copyOf(models);
        if (lines.getCardinality() != completed + failed) {
            throw new IllegalArgumentException("batch %s: %d lines, but %d completed and %d failed"
                    .formatted(base.batch(), lines.getCardinality(), completed, failed));
        }
    }

    /** The progress that a successful write leaves. */
    BatchProgress result(Instant now) {
        RequestCounts before = base.counts();
        RoaringBitmap all = RoaringBitmap.or(base.lines(), lines);
        all.runOptimize();
        return new BatchProgress(
                base.batch(),
                base.version() + 1,
                all,
                new RequestCounts(before.total(), before.completed() + completed, before.failed() + failed),
                base.expired() + expired,
                base.usage().plus(usage),
                base.outputFile(),
                base.errorFile(),
                base.provenanceFile(),
                base.inlineProvenance(),
                base.nextOrdinal() + 1,
                base.pace().plus(completed + failed, usage.total(), now));
    }
}
