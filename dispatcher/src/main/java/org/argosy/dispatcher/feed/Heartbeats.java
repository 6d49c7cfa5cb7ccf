package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.argosy.dispatcher.events.TopicListener;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the live workers may have open for each model, from their heartbeats. A worker that has been silent for five
 * beats counts no more. Thread-safe.
 */
final class Heartbeats implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    private static final AvroCodec<WorkerHeartbeat> CODEC = AvroCodec.of(WorkerHeartbeat.class);
    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<String, Beat> workers = new ConcurrentHashMap<>();
    private final TopicListener listener;
    private final Consumer<WorkerHeartbeat> reader;

    /**
     * @param reader hears every heartbeat, on the listener's thread
     */
    Heartbeats(Map<String, Object> kafka, Consumer<WorkerHeartbeat> reader) {
        this.reader = reader;
        this.listener = TopicListener.fromNowOn("argosy-heartbeats", kafka, Topics.HEARTBEATS, this::take);
    }

    private record Beat(long nanos, Map<String, Integer> permits) {}

    void start() {
        listener.start();
    }

    /** Permits of a model over all live workers; empty when no worker tells of the model. */
    OptionalInt permits(String model) {
        long now = System.nanoTime();
        int sum = 0;
        boolean known = false;
        for (Beat beat : workers.values()) {
            Integer permits =
                    now - beat.nanos() <= SILENCE_NANOS ? beat.permits().get(model) : null;
            if (permits != null) {
                known = true;
                sum += permits;
            }
        }
        return known ? OptionalInt.of(sum) : OptionalInt.empty();
    }

    @Override
    public void close() {
        listener.close();
    }

    private void take(byte[] value) {
        try {
            WorkerHeartbeat heartbeat = CODEC.decode(value);
            Map<String, Integer> permits = new HashMap<>();
            for (ModelCapacity capacity : heartbeat.getModels()) {
                permits.put(capacity.getModel(), capacity.getPermits());
            }
            long now = System.nanoTime();
            workers.put(heartbeat.getWorker(), new Beat(now, permits));
            workers.values().removeIf(beat -> now - beat.nanos() > SILENCE_NANOS);
            reader.accept(heartbeat);
        } catch (SerializationException e) {
            LOG.atDebug().setCause(e).log("Passed over a heartbeat that cannot be read");
        }
    }
}
