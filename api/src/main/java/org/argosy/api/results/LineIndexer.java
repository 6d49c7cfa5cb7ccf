package org.argosy.api.results;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.argosy.api.files.FileContent;
import org.argosy.storage.BatchId;
import org.argosy.storage.Segment;
import org.argosy.storage.db.FinishedNumbers;
import org.argosy.storage.db.ResultLines;
import org.argosy.storage.db.ResultRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;

/**
 * Makes the index of an ended batch: an entry for each line, in the order of the input. Lines come in the order in which
 * they finished, so entries are put at their places in a temporary file, which the operating system keeps in as much
 * memory as there is: sixteen bytes a line, none of them on the heap. One index is made at a time. Thread-safe.
 */
final class LineIndexer {

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final ResultRepository results;
    private final FileContent content;
    private final ObjectStore objects;
    private final Path spool;
    private final ReentrantLock one = new ReentrantLock();

    /**
     * @param spool existing directory for temporary files
     */
    LineIndexer(ResultRepository results, FileContent content, ObjectStore objects, Path spool) {
        this.results = results;
        this.content = content;
        this.objects = objects;
        this.spool = spool;
    }

    /**
     * The index of a batch that has ended, made now unless it was made before. Blocks for as long as it takes to read its
     * results.
     */
    Segment index(BatchId batch, ResultLines lines) throws IOException {
        Optional<Segment> known = results.index(batch);
        return known.isPresent() ? known.get() : indexInTurn(batch, lines);
    }

    private Segment indexInTurn(BatchId batch, ResultLines lines) throws IOException {
        one.lock();
        try {
            Optional<Segment> known = results.index(batch);
            return known.isPresent() ? known.get() : results.addIndex(batch, make(batch, lines));
        } finally {
            one.unlock();
        }
    }

    private Segment make(BatchId batch, ResultLines lines) throws IOException {
        FinishedNumbers numbers = results.finished(batch);
        long size = (long) numbers.count() * LinePlace.BYTES;
        Path file = Files.createTempFile(spool, "argosy-index", ".tmp");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment entries = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
                fill(entries, batch, lines, numbers);
                entries.force();
            }
            String key = ObjectKeys.segment(batch);
            long bytes = objects.put(key, Channels.newInputStream(channel.position(0)));
            return new Segment(0, key, bytes, 0);
        }
    }

    private void fill(MemorySegment entries, BatchId batch, ResultLines lines, FinishedNumbers numbers)
            throws IOException {
        try (FinishedLines finished = FinishedLines.open(content, batch, lines, LineCursor.START)) {
            while (finished.hasNext()) {
                LineCursor before = finished.position();
                finished.copyNext(OutputStream.nullOutputStream());
                LinePlace place = place(before, finished.position());
                long at = (long) numbers.rank(finished.number()) * LinePlace.BYTES;
                entries.set(LONG, at, place.place());
                entries.set(LONG, at + Long.BYTES, place.length());
            }
        }
    }

    private static LinePlace place(LineCursor before, LineCursor after) {
        boolean error = after.error() > before.error();
        return new LinePlace(error, error ? before.error() : before.output(), after.bytesSince(before));
    }
}
