package org.argosy.dispatcher.finish;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.argosy.dispatcher.collect.LineBuffer;
import org.argosy.dispatcher.collect.OutputLine;
import org.argosy.dispatcher.collect.ProvenanceLine;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.storage.Segment;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.UsageTally;
import org.argosy.storage.db.BatchProgress;
import org.argosy.storage.db.FinishRepository;
import org.argosy.storage.db.LineRange;
import org.argosy.storage.db.ProgressAddition;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.core.exc.StreamReadException;

/**
 * Fails the lines of one batch that have no outcome: goes through its shards, takes their custom ids from the input and
 * writes an error line, and one of provenance, for each that the completion set lacks. Each segment is a transaction of its own that also extends
 * the completion set, so a finisher that dies is replaced by one that goes on where it stopped. Used by one thread.
 */
final class OwedLines {

    private static final int SHARDS = 64;

    private final FinishRepository batches;
    private final ObjectStore store;
    private final InputFile input;
    private final Optional<RoaringBitmap> selection;
    private final LineFailure failure;
    private final FinisherSettings settings;
    private final InstantSource clock;

    private BatchProgress progress;
    private LineBuffer lines = new LineBuffer();
    private LineBuffer provenance = new LineBuffer();
    private RoaringBitmap numbers = new RoaringBitmap();
    private UsageTally models = new UsageTally();

    /**
     * @param progress of a batch that was taken over
     * @param input the segments of the batch's input
     * @param selection the lines of the input that are the batch's; empty for all
     */
    OwedLines(
            FinishRepository batches,
            ObjectStore store,
            BatchProgress progress,
            List<Segment> input,
            Optional<RoaringBitmap> selection,
            LineFailure failure,
            FinisherSettings settings,
            InstantSource clock) {
        this.batches = batches;
        this.store = store;
        this.progress = progress;
        this.input = new InputFile(store, input);
        this.selection = selection;
        this.failure = failure;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Writes what is owed. Blocks for as long as it takes to read the owed part of the input.
     *
     * @throws ObjectNotFoundException when the input is gone; what was read is written
     * @throws StreamReadException when the input is not what was planned; what was read is written
     * @throws org.argosy.storage.db.StaleWriteException when another finisher has the batch
     */
    void fail() {
        try {
            readAll();
        } catch (ObjectNotFoundException | StreamReadException e) {
            write();
            throw e;
        }
        write();
    }

    /** The progress after the last write. */
    BatchProgress progress() {
        return progress;
    }

    private void readAll() {
        int from = nextOwed(1);
        while (true) {
            List<LineRange> ranges = batches.rangesFrom(progress.batch(), from, SHARDS);
            if (ranges.isEmpty()) {
                return;
            }
            for (LineRange range : ranges) {
                if (from <= range.lastLine()) {
                    read(range, from);
                    from = nextOwed(range.lastLine() + 1);
                }
            }
        }
    }

    /** The first line from this one on that may be owed: blank lines look the same. */
    private int nextOwed(int line) {
        return (int) progress.lines().nextAbsentValue(line);
    }

    private void read(LineRange range, int from) {
        try (RequestReader requests =
                new RequestReader(input.open(range.byteOffset(), range.byteLength()), range.firstLine())) {
            while (requests.next()) {
                if (requests.line() >= from && isOwed(requests.line())) {
                    OutputLine.putFailure(lines, requests.customId(), failure.code(), failure.message());
                    ProvenanceLine.putUnsent(
                            provenance, requests.line(), requests.customId(), failure.code(), clock.instant());
                    numbers.add(requests.line());
                    models.add(requests.model(), false, TokenCounts.NONE);
                    if (lines.size() >= settings.segmentBytes()) {
                        write();
                    }
                }
            }
        }
    }

    private boolean isOwed(int line) {
        return !progress.contains(line)
                && (selection.isEmpty() || selection.get().contains(line));
    }

    private void write() {
        int count = numbers.getCardinality();
        if (count == 0) {
            return;
        }
        int expired = failure == LineFailure.EXPIRED ? count : 0;
        Instant now = clock.instant();
        progress = batches.write(
                new ProgressAddition(
                        progress,
                        numbers,
                        0,
                        count,
                        expired,
                        TokenCounts.NONE,
                        models.list(),
                        Optional.empty(),
                        Optional.of(put(lines, count)),
                        Optional.of(put(provenance, count))),
                now,
                now.plus(settings.lease()));
        lines = new LineBuffer();
        provenance = new LineBuffer();
        numbers = new RoaringBitmap();
        models = new UsageTally();
    }

    private Segment put(LineBuffer content, int count) {
        String key = ObjectKeys.segment(progress.batch());
        store.put(key, content.toByteArray());
        return new Segment(progress.nextOrdinal(), key, content.size(), count);
    }
}
