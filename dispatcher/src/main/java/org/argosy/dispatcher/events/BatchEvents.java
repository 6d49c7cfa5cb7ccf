package org.argosy.dispatcher.events;

import java.util.Map;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BatchEvent;

/**
 * Calls who has something to do when a batch was submitted or is to be cancelled. What counts is the table, at which they
 * look from time to time anyway; an event that is missed costs that time. One of all dispatchers hears each event.
 */
public final class BatchEvents implements AutoCloseable {

    static final String GROUP = "argosy-dispatcher";

    private final AvroCodec<BatchEvent> codec = AvroCodec.of(BatchEvent.class);
    private final TopicListener listener;

    /**
     * @param kafka how to reach Kafka: client properties
     * @param submitted called when there is a batch to plan
     * @param cancelled called when there is a batch to cancel
     */
    public BatchEvents(Map<String, Object> kafka, Runnable submitted, Runnable cancelled) {
        this.listener = TopicListener.inGroup(GROUP, kafka, Topics.BATCHES, value -> {
            switch (codec.decode(value).getKind()) {
                case SUBMITTED -> submitted.run();
                case CANCEL_REQUESTED -> cancelled.run();
            }
        });
    }

    /** Begins to listen. Does not wait for the broker. */
    public void start() {
        listener.start();
    }

    @Override
    public void close() {
        listener.close();
    }
}
