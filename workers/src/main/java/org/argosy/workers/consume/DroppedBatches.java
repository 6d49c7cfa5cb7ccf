package org.argosy.workers.consume;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Control;
import org.argosy.schemas.avro.ControlKind;
import org.argosy.workers.forward.DropOrders;

/**
 * The batches whose lines must not be sent any more, read from the control topic from its beginning by one thread. An
 * order is forgotten when it says so; there are never more than a fixed number, the ones that end first making room.
 */
public final class DroppedBatches implements DropOrders, AutoCloseable {

    private static final int MOST = 100_000;
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final AvroCodec<Control> codec = AvroCodec.of(Control.class);
    private final Map<String, Instant> until = new ConcurrentHashMap<>();
    private final Clock clock;
    private final TopicReader reader;
    private Instant sweptAt = Instant.MIN;

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     */
    public DroppedBatches(Map<String, Object> kafka, Clock clock) {
        this.clock = clock;
        this.reader = new TopicReader("argosy-control", Topics.CONTROL, kafka, new TopicReader.Listener() {
            @Override
            public void take(byte[] value) {
                order(codec.decode(value));
            }

            @Override
            public void looked() {
                sweep();
            }
        });
    }

    /** Begins to read. */
    public void start() {
        reader.start();
    }

    /** Waits until the orders that were there at the start are known; false when that took longer. */
    public boolean awaitCaughtUp(Duration longest) throws InterruptedException {
        return reader.awaitCaughtUp(longest);
    }

    @Override
    public boolean isDropped(String batchId) {
        return until.containsKey(batchId);
    }

    private void order(Control order) {
        if (order.getKind() == ControlKind.DROP_BATCH && clock.instant().isBefore(order.getUntil())) {
            until.merge(order.getBatchId(), order.getUntil(), (a, b) -> a.isAfter(b) ? a : b);
        }
        if (until.size() > MOST) {
            until.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .ifPresent(first -> until.remove(first.getKey()));
        }
    }

    private void sweep() {
        Instant now = clock.instant();
        if (sweptAt.isBefore(now.minus(SWEEP))) {
            sweptAt = now;
            until.values().removeIf(end -> !now.isBefore(end));
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
