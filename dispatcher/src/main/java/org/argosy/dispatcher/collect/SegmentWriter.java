package org.argosy.dispatcher.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.argosy.storage.BatchId;
import org.argosy.storage.Segment;
import org.argosy.storage.db.ProgressAddition;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the lines of a batch into the object store as segments. Nothing refers to them until the ledger does; without it
 * they are orphans that are swept later. Safe for use by any number of threads.
 */
final class SegmentWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

    private static final String LOST = "result_lost";
    private static final String LOST_MESSAGE = "The model answered, but its answer is no longer in the object store.";

    private final ObjectStore store;
    private final Semaphore puts;

    SegmentWriter(ObjectStore store, int parallelPuts) {
        this.store = store;
        this.puts = new Semaphore(parallelPuts);
    }

    /** Writes a buffer that nobody changes any more. Blocks. */
    ProgressAddition write(BatchBuffer buffer) throws InterruptedException {
        puts.acquire();
        try {
            return put(buffer);
        } finally {
            puts.release();
        }
    }

    private ProgressAddition put(BatchBuffer buffer) {
        LineBuffer lost = new LineBuffer();
        int lostLines = 0;
        List<List<Supplier<InputStream>>> output = new ArrayList<>();
        List<List<Supplier<InputStream>>> error = new ArrayList<>();
        for (LargeAnswer answer : buffer.large()) {
            try {
                List<Supplier<InputStream>> line = answer.line(store, answer.form(store));
                (BatchBuffer.succeeded(answer.answer()) ? output : error).add(line);
            } catch (ObjectNotFoundException e) {
                LOG.atError()
                        .addKeyValue("batch", buffer.base().batch())
                        .addKeyValue("customId", answer.customId())
                        .addKeyValue("object", answer.body().getObjectKey())
                        .log("An answer is gone from the object store before it was collected; its line fails");
                OutputLine.putFailure(lost, answer.customId(), LOST, LOST_MESSAGE);
                lostLines++;
            }
        }
        int completed = buffer.completed() + output.size();
        int failed = buffer.failed() + error.size() + lostLines;
        return new ProgressAddition(
                buffer.base(),
                buffer.lines(),
                completed,
                failed,
                buffer.expired(),
                buffer.usage(),
                put(buffer, completed, List.of(buffer.output()), output),
                put(buffer, failed, List.of(buffer.error(), lost), error),
                put(buffer, buffer.count(), List.of(buffer.provenance()), List.of()));
    }

    private Optional<Segment> put(
            BatchBuffer buffer, int lines, List<LineBuffer> small, List<List<Supplier<InputStream>>> large) {
        if (lines == 0) {
            return Optional.empty();
        }
        BatchId batch = buffer.base().batch();
        String key = ObjectKeys.segment(batch);
        long bytes;
        if (large.isEmpty() && small.stream().skip(1).allMatch(b -> b.size() == 0)) {
            byte[] content = small.getFirst().toByteArray();
            store.put(key, content);
            bytes = content.length;
        } else {
            bytes = putStream(key, small, large);
        }
        return Optional.of(new Segment(buffer.base().nextOrdinal(), key, bytes, lines));
    }

    private long putStream(String key, List<LineBuffer> small, List<List<Supplier<InputStream>>> large) {
        Stream<Supplier<InputStream>> first = small.stream().map(LineBuffer::stream);
        Stream<Supplier<InputStream>> parts =
                Stream.concat(first, large.stream().flatMap(List::stream));
        try (InputStream content = new ChainedStream(parts.iterator())) {
            return store.put(key, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close what goes into " + key, e);
        }
    }
}
