package org.argosy.api.batches;

import java.time.Instant;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BatchEvent;
import org.argosy.schemas.avro.BatchEventKind;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.OutboxMessage;

/** Tells the dispatcher what a client asked of a batch. */
final class BatchEvents {

    private static final AvroCodec<BatchEvent> CODEC = AvroCodec.of(BatchEvent.class);

    private BatchEvents() {}

    static OutboxMessage submitted(BatchId batch, Instant at) {
        return message(batch, BatchEventKind.SUBMITTED, at);
    }

    static OutboxMessage cancelRequested(BatchId batch, Instant at) {
        return message(batch, BatchEventKind.CANCEL_REQUESTED, at);
    }

    private static OutboxMessage message(BatchId batch, BatchEventKind kind, Instant at) {
        byte[] payload = CODEC.encode(new BatchEvent(batch.value(), kind, at));
        return new OutboxMessage(Topics.BATCHES, batch.value(), payload);
    }
}
