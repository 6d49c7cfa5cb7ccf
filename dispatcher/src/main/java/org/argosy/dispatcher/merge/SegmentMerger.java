package org.argosy.dispatcher.merge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.FileId;
import org.argosy.storage.Segment;
import org.argosy.storage.db.ExclusiveWork;
import org.argosy.storage.db.MergeRepository;
import org.argosy.storage.objects.ChainedStream;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges runs of adjacent segments of output files, also of files that still grow: it copies their bytes into one new
 * object as a stream, then swaps the rows in one transaction that fails when any of them has changed. The collector adds
 * rows behind them all and never notices. Old objects stay for a while for those who read them. One merger works at a
 * time, though two would do no harm.
 */
public final class SegmentMerger implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentMerger.class);
    private static final int FILES_AT_ONCE = 100;
    private static final int SEGMENTS_AT_ONCE = 5_000;

    /** Files that were finished longer ago have been merged, and looking at them all would cost more each day. */
    private static final Duration STILL_MERGED = Duration.ofDays(1);

    private final MergeRepository files;
    private final ExclusiveWork exclusive;
    private final ObjectStore store;
    private final MergeSettings settings;
    private final Clock clock;
    private final PeriodicLoop loop;

    public SegmentMerger(
            MergeRepository files, ExclusiveWork exclusive, ObjectStore store, MergeSettings settings, Clock clock) {
        this.files = files;
        this.exclusive = exclusive;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.loop = new PeriodicLoop("argosy-segment-merger", settings.interval(), this::mergeAll);
    }

    public void start() {
        loop.start();
    }

    /** One round, unless another process is at it. */
    void mergeAll() throws Exception {
        exclusive.attempt("segment merge", () -> {
            int merges = 0;
            Instant since = clock.instant().minus(STILL_MERGED);
            for (FileId file : files.fragmented(settings.maxSegments(), since, FILES_AT_ONCE)) {
                try {
                    merges += merge(file);
                } catch (ObjectNotFoundException e) {
                    LOG.atError().setCause(e).addKeyValue("file", file).log("A segment's object is missing");
                } catch (ObjectStoreException | IllegalStateException e) {
                    LOG.atWarn().setCause(e).addKeyValue("file", file).log("A file's segments cannot be merged now");
                }
            }
            return merges;
        });
    }

    /**
     * Merges one file until it has no more segments than it should.
     *
     * @return merges done
     */
    int merge(FileId file) {
        int merges = 0;
        List<Segment> segments = files.firstSegments(file, SEGMENTS_AT_ONCE);
        while (segments.size() > settings.maxSegments() && !loop.stopping()) {
            int excess = segments.size() - settings.maxSegments();
            List<Segment> run = EvenRun.of(segments, Math.clamp(excess + 1L, settings.fanIn(), segments.size()));
            if (!replace(file, run)) {
                return merges;
            }
            merges++;
            segments = files.firstSegments(file, SEGMENTS_AT_ONCE);
        }
        return merges;
    }

    private boolean replace(FileId file, List<Segment> run) {
        Segment merged = copy(run);
        boolean replaced = files.replace(file, run, merged, clock.instant());
        if (replaced) {
            LOG.atDebug()
                    .addKeyValue("file", file)
                    .addKeyValue("segments", run.size())
                    .addKeyValue("bytes", merged.bytes())
                    .log("Merged segments");
        } else {
            store.delete(List.of(merged.objectKey()));
        }
        return replaced;
    }

    private Segment copy(List<Segment> run) {
        String key = ObjectKeys.mergedSegment(run.getFirst().objectKey());
        long expected = run.stream().mapToLong(Segment::bytes).sum();
        long lines = run.stream().mapToLong(Segment::lines).sum();
        try (InputStream content =
                new ChainedStream(run.stream().map(this::content).iterator())) {
            long bytes = store.put(key, content);
            if (bytes != expected) {
                store.delete(List.of(key));
                throw new IllegalStateException("segments of " + expected + " bytes were " + bytes + " bytes long");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not read what goes into " + key, e);
        }
        return new Segment(run.getFirst().ordinal(), key, expected, lines);
    }

    private Supplier<InputStream> content(Segment segment) {
        return () -> store.read(segment.objectKey(), 0, segment.bytes());
    }

    @Override
    public void close() {
        loop.close();
    }
}
