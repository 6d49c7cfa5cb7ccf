package org.argosy.storage.db;

import java.util.List;
import org.argosy.storage.BatchStatus;
import org.argosy.storage.Segment;

/**
 * The finished lines of a batch as they stood at one moment: the contents of its output and its error file, and the
 * provenance, whose entries tell in which order the lines of these two finished. Bytes of any of them never change; more
 * come behind them until the batch has ended. Immutable.
 *
 * @param status of the batch before the contents were looked at: of an ended one, they are whole
 * @param gone true when the batch has ended and its files were deleted or expired since
 */
public record ResultLines(
        BatchStatus status, boolean gone, List<Segment> output, List<Segment> error, List<Segment> provenance) {

    public ResultLines {
        output = List.copyOf(output);
        error = List.copyOf(error);
        provenance = List.copyOf(provenance);
    }

    /** Bytes of one of the contents. */
    public static long bytes(List<Segment> content) {
        return content.stream().mapToLong(Segment::bytes).sum();
    }
}
