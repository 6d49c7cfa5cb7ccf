package org.argosy.api.results;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.argosy.api.batches.NoSuchBatch;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.FileContent;
import org.argosy.storage.BatchId;
import org.argosy.storage.Scope;
import org.argosy.storage.Segment;
import org.argosy.storage.db.ResultLines;
import org.argosy.storage.db.ResultRepository;
import org.argosy.storage.objects.ObjectStore;

/** Opens what a reader of results asks for. Safe for use by any number of threads; what it opens is not. */
public final class ResultPages {

    private final ResultRepository results;
    private final FileContent content;
    private final LineIndexer indexer;
    private final InstantSource clock;

    /**
     * @param spool existing directory for temporary files
     */
    public ResultPages(
            ResultRepository results, FileContent content, ObjectStore objects, Path spool, InstantSource clock) {
        this.results = results;
        this.content = content;
        this.indexer = new LineIndexer(results, content, objects, spool);
        this.clock = clock;
    }

    /** What has finished of a batch in the scope whose files are there. */
    public ResultLines find(Scope scope, BatchId batch) {
        ResultLines lines = results.find(scope, batch, clock.instant()).orElseThrow(() -> NoSuchBatch.of(batch));
        if (lines.gone()) {
            throw NoSuchBatch.withResults(batch);
        }
        return lines;
    }

    /**
     * Lines in the order in which they finished.
     *
     * @param after where to begin; empty for the first line
     */
    public Lines asFinished(BatchId batch, ResultLines lines, Optional<String> after) throws IOException {
        LineCursor end = FinishedLines.end(lines);
        LineCursor start = LineCursor.START;
        if (after.isPresent()) {
            start = LineCursor.parse(batch, after.get())
                    .filter(c -> c.within(end))
                    .orElseThrow(() -> noCursor(after.get()));
        }
        return FinishedLines.open(content, batch, lines, start);
    }

    /** Lines of a batch that has ended, in the order of its input. Who asks first waits until they are in order. */
    public Lines asInput(BatchId batch, ResultLines lines, Optional<String> after) throws IOException {
        if (!lines.status().ended()) {
            throw new ApiException(
                    new ApiError.Conflict("The batch is " + lines.status().wireName()
                            + ": its results are in the order of its input when it has ended. Leave out 'order' to read"
                            + " them in the order in which they finish."));
        }
        long start = 0;
        if (after.isPresent()) {
            start = CursorText.read(batch, InputLines.KIND, after.get())
                    .filter(n -> n.length == 1)
                    .orElseThrow(() -> noCursor(after.get()))[0];
        }
        Segment none = new Segment(0, "", 0, 0);
        Segment index = lines.provenance().isEmpty() ? none : indexer.index(batch, lines);
        return new InputLines(content, batch, lines, index, start).fill();
    }

    private static ApiException noCursor(String text) {
        return Invalid.value("after", text, "Take the last_id of an earlier page of the same batch and order.");
    }
}
