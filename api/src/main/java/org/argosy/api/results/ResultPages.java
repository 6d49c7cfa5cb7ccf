package org.argosy.api.results;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.argosy.api.batches.NoSuchBatch;
import org.argosy.api.error.Invalid;
import org.argosy.api.files.FileContent;
import org.argosy.storage.BatchId;
import org.argosy.storage.Scope;
import org.argosy.storage.db.ResultLines;
import org.argosy.storage.db.ResultRepository;

/** Finds what a reader of results asks for. Safe for use by any number of threads. */
public final class ResultPages {

    private final ResultRepository results;
    private final FileContent content;
    private final InstantSource clock;

    public ResultPages(ResultRepository results, FileContent content, InstantSource clock) {
        this.results = results;
        this.content = content;
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

    /** The place that a client names. */
    public static LineCursor start(BatchId batch, ResultLines lines, Optional<String> after) {
        LineCursor end = FinishedLines.end(lines);
        return after.map(text -> LineCursor.parse(batch, text)
                        .filter(c -> c.provenance() <= end.provenance()
                                && c.output() <= end.output()
                                && c.error() <= end.error())
                        .orElseThrow(() -> Invalid.value(
                                "after", text, "Take the last_id of an earlier page of the same batch and order.")))
                .orElse(LineCursor.START);
    }

    /** The lines from there on. */
    public FinishedLines open(BatchId batch, ResultLines lines, LineCursor start) throws IOException {
        return FinishedLines.open(content, batch, lines, start);
    }
}
