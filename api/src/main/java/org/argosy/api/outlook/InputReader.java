package org.argosy.api.outlook;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.argosy.storage.Batch;
import org.argosy.storage.FileId;
import org.argosy.storage.Segment;
import org.argosy.storage.StoredFile;
import org.argosy.storage.db.FileRepository;
import org.argosy.storage.objects.ObjectStore;

/**
 * Looks at the beginning of a batch's input. Gives up when that takes long or fails: a batch is created without an
 * estimate rather than late. Safe for use by any number of threads.
 */
public final class InputReader {

    private static final int LOOKED_AT = 64 * 1024;
    private static final Duration LONGEST = Duration.ofMillis(300);

    private final FileRepository files;
    private final ObjectStore objects;
    private final Clock clock;

    public InputReader(FileRepository files, ObjectStore objects, Clock clock) {
        this.files = files;
        this.objects = objects;
        this.clock = clock;
    }

    /** Blocks for a fraction of a second at most. */
    Optional<InputSample> sample(Batch batch) {
        FutureTask<Optional<InputSample>> look = new FutureTask<>(() -> look(batch));
        Thread.ofVirtual().name("argosy-input-sample").start(look);
        try {
            return look.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            look.cancel(true);
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<InputSample> look(Batch batch) {
        if (batch.request().input().retry().isPresent()) {
            return Optional.empty();
        }
        long bytes = 0;
        for (FileId id : batch.request().input().files()) {
            Optional<StoredFile> file = files.find(batch.tenant(), id, clock.instant());
            if (file.isEmpty()) {
                return Optional.empty();
            }
            bytes += file.get().bytes();
        }
        List<Segment> segments = List.copyOf(files.segments(batch.request().inputFile()));
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Segment first = segments.getFirst();
        int length = (int) Math.min(LOOKED_AT, first.bytes());
        return InputSample.of(objects.readFully(first.objectKey(), 0, length), bytes);
    }
}
