package org.argosy.workers.forward;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.argosy.schemas.avro.WorkItem;

/**
 * A line on its way through this worker.
 *
 * @param bytes what it takes of the byte budget
 */
public record Line(WorkItem item, long bytes) {

    /** Everything beside the body: strings, the record, a virtual thread. */
    private static final long ENVELOPE = 2048;

    public static Line of(WorkItem item) {
        long body = item.getBody() instanceof ByteBuffer inline ? inline.remaining() : 0;
        return new Line(item, ENVELOPE + body);
    }

    boolean expired(Instant now) {
        return !now.isBefore(item.getDeadline());
    }
}
