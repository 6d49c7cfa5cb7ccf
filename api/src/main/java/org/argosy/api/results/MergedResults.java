package org.argosy.api.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.argosy.api.batches.NoSuchBatch;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.files.FileContent;
import org.argosy.storage.BatchId;
import org.argosy.storage.Scope;
import org.argosy.storage.Segment;
import org.argosy.storage.db.FamilyRepository;
import org.argosy.storage.db.FamilyRepository.Member;
import org.argosy.storage.results.OutcomeReader;
import org.roaringbitmap.RoaringBitmap;

/**
 * The last word on each line of a batch: its own success, or what became of it in the retries since. A failure counts as
 * the last word until a retry has an outcome for its line. Safe for use by any number of threads; memory does not grow
 * with the results.
 */
public final class MergedResults {

    private static final int MOST_MEMBERS = 100;

    private final FamilyRepository families;
    private final FileContent content;
    private final InstantSource clock;

    public MergedResults(FamilyRepository families, FileContent content, InstantSource clock) {
        this.families = families;
        this.content = content;
        this.clock = clock;
    }

    /** Results that are known to be there. */
    public interface Results {

        /** Writes the lines as they stand in the files, in no particular order. Blocks for as long as the reader reads. */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * The results of a batch and its retries as they are now.
     *
     * @throws ApiException when there is no such batch in the scope, it has not run, or results were deleted
     */
    public Results of(Scope scope, BatchId root) {
        List<Member> family = families.family(scope, root, MOST_MEMBERS, clock.instant());
        if (family.isEmpty()) {
            throw NoSuchBatch.withoutResults(root);
        }
        if (family.size() > MOST_MEMBERS) {
            throw new ApiException(new ApiError.Conflict("Batch '" + root + "' has more than " + (MOST_MEMBERS - 1)
                    + " retries. Ask for the merged results of one of them."));
        }
        family.forEach(MergedResults::requireResults);
        Map<BatchId, RoaringBitmap> superseded = new HashMap<>();
        for (Member member : family) {
            member.parent()
                    .ifPresent(parent -> superseded
                            .computeIfAbsent(parent, _ -> new RoaringBitmap())
                            .or(member.lines()));
        }
        return out -> {
            for (Member member : family) {
                write(member, superseded.getOrDefault(member.batch(), new RoaringBitmap()), out);
            }
        };
    }

    private static void requireResults(Member member) {
        int all = member.lines().getCardinality();
        if (lines(member.output()) != member.completed()
                || lines(member.error()) != all - member.completed()
                || lines(member.provenance()) != all) {
            throw new ApiException(
                    new ApiError.NotFound("Results of batch '" + member.batch() + "' were deleted or have expired."));
        }
    }

    private static long lines(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::lines).sum();
    }

    private void write(Member member, RoaringBitmap superseded, OutputStream out) throws IOException {
        try (InputStream output = open(member, member.output())) {
            output.transferTo(out);
        }
        if (lines(member.error()) == 0) {
            return;
        }
        try (LineSource errors = new LineSource(lazily(member, member.error()));
                OutcomeReader outcomes = new OutcomeReader(lazily(member, member.provenance()))) {
            while (outcomes.next()) {
                if (outcomes.succeeded()) {
                    continue;
                }
                if (superseded.contains(outcomes.line())) {
                    errors.skipLine();
                } else {
                    errors.copyLine(out);
                    out.write('\n');
                }
            }
        }
    }

    private InputStream open(Member member, List<Segment> segments) throws IOException {
        return content.open(name(member), segments, 0, bytes(segments));
    }

    private InputStream lazily(Member member, List<Segment> segments) throws IOException {
        return content.lazily(name(member), segments, 0, bytes(segments));
    }

    private static String name(Member member) {
        return "the results of " + member.batch();
    }

    private static long bytes(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::bytes).sum();
    }
}
