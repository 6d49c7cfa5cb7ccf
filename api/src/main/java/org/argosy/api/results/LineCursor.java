package org.argosy.api.results;

import java.util.Optional;
import org.argosy.storage.BatchId;

/**
 * A place in the order in which a batch's lines finished: how much of each content lies before it. It stays good while
 * the batch runs and after it, because bytes are only added at the ends. Immutable.
 */
record LineCursor(long provenance, long output, long error) {

    static final LineCursor START = new LineCursor(0, 0, 0);

    private static final String KIND = "f1";

    /** As clients carry it. */
    String text(BatchId batch) {
        return CursorText.write(batch, KIND, provenance, output, error);
    }

    /** The cursor that was told of that batch; empty when the text is none. */
    static Optional<LineCursor> parse(BatchId batch, String text) {
        return CursorText.read(batch, KIND, text).filter(n -> n.length == 3).map(n -> new LineCursor(n[0], n[1], n[2]));
    }

    boolean within(LineCursor end) {
        return provenance <= end.provenance && output <= end.output && error <= end.error;
    }

    /** Bytes of lines from another place to here. */
    long bytesSince(LineCursor start) {
        return output - start.output + error - start.error;
    }
}
