package org.argosy.dispatcher.collect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.argosy.storage.BatchId;
import org.argosy.storage.Segment;
import org.argosy.storage.UsageTally;
import org.argosy.storage.db.ProgressAddition;
import org.argosy.storage.objects.ChainedStream;
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
        LargeLines large = large(buffer);
        int completed = buffer.completed() + large.completed();
        int failed = buffer.failed() + large.failed();
        UsageTally models = new UsageTally();
        models.add(buffer.models());
        models.add(large.models());
        return new ProgressAddition(
                buffer.base(),
                buffer.lines(),
                completed,
                failed,
                buffer.expired(),
                buffer.usage(),
                models.list(),
                put(buffer, completed, buffer.output(), large.output()),
                put(buffer, failed, buffer.error(), large.error()),
                put(buffer, buffer.count(), buffer.provenance(), large.provenance()));
    }

    /**
     * What large answers add to the three files, behind what is in the buffer. Each goes into the provenance where it goes
     * into the output or the error file, because the provenance tells in which order those are to be read.
     */
    private LargeLines large(BatchBuffer buffer) {
        LargeLines lines = new LargeLines();
        for (LargeAnswer answer : buffer.large()) {
            try {
                lines.add(answer, answer.line(store, answer.form(store)));
            } catch (ObjectNotFoundException e) {
                LOG.atError()
                        .addKeyValue("batch", buffer.base().batch())
                        .addKeyValue("customId", answer.outcome().getCustomId())
                        .addKeyValue("object", answer.body().getObjectKey())
                        .log("An answer is gone from the object store before it was collected; its line fails");
                lines.addLost(answer);
            }
        }
        return lines;
    }

    private Optional<Segment> put(BatchBuffer buffer, int lines, LineBuffer small, List<Supplier<InputStream>> large) {
        if (lines == 0) {
            return Optional.empty();
        }
        BatchId batch = buffer.base().batch();
        String key = ObjectKeys.segment(batch);
        long bytes;
        if (large.isEmpty()) {
            byte[] content = small.toByteArray();
            store.put(key, content);
            bytes = content.length;
        } else {
            bytes = putStream(key, Stream.concat(Stream.of(small.stream()), large.stream()));
        }
        return Optional.of(new Segment(buffer.base().nextOrdinal(), key, bytes, lines));
    }

    private long putStream(String key, Stream<Supplier<InputStream>> parts) {
        try (InputStream content = new ChainedStream(parts.iterator())) {
            return store.put(key, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close what goes into " + key, e);
        }
    }
}
