package org.argosy.workers.consume;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Pauses;

/**
 * Hears which models and clusters are paused, from a topic whose latest record says it all: so a worker that starts knows
 * it before it sends anything. Thread-safe.
 */
public final class PauseOrders implements AutoCloseable {

    private final AvroCodec<Pauses> codec = AvroCodec.of(Pauses.class);
    private final TopicReader reader;
    private final Listener listener;
    private long version = Long.MIN_VALUE;

    /** Told of each change, on one thread. */
    @FunctionalInterface
    public interface Listener {

        /** All that is paused now. */
        void paused(Set<String> models, Set<String> clusters);
    }

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     */
    public PauseOrders(Map<String, Object> kafka, Listener listener) {
        this.listener = listener;
        this.reader = new TopicReader("argosy-pauses", Topics.PAUSES, kafka, value -> take(codec.decode(value)));
    }

    /** Begins to read. */
    public void start() {
        reader.start();
    }

    /** Waits until what was paused at the start is known; false when that took longer. */
    public boolean awaitCaughtUp(Duration longest) throws InterruptedException {
        return reader.awaitCaughtUp(longest);
    }

    private void take(Pauses pauses) {
        if (pauses.getVersion() > version) {
            version = pauses.getVersion();
            listener.paused(Set.copyOf(pauses.getModels()), Set.copyOf(pauses.getClusters()));
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
