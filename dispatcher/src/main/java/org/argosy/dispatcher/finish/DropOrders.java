package org.argosy.dispatcher.finish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Control;
import org.argosy.schemas.avro.ControlKind;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the workers to send nothing more of a batch, once for each batch; a repeat after a restart is harmless. Only for
 * cancelled batches: that the window is over workers see by each item's deadline. Safe for use by any number of threads.
 */
final class DropOrders implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DropOrders.class);

    private static final int REMEMBERED = 10_000;
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final AvroCodec<Control> codec = AvroCodec.of(Control.class);
    private final Producer<byte[], byte[]> producer;
    private final InstantSource clock;
    private final Map<BatchId, Boolean> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BatchId, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    DropOrders(Map<String, Object> kafka, InstantSource clock) {
        Map<String, Object> properties = new HashMap<>(kafka);
        // An order that cannot be sent now is sent with the next look at the table.
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.clock = clock;
    }

    /** Sends the order unless it was sent before. Does not wait for Kafka to have it. */
    void order(Batch batch) {
        synchronized (sent) {
            if (sent.putIfAbsent(batch.id(), true) != null) {
                return;
            }
        }
        Instant now = clock.instant();
        Instant earliest = now.plus(SHORTEST);
        Instant until = batch.expiresAt().isAfter(earliest) ? batch.expiresAt() : earliest;
        Control order = new Control(batch.id().value(), ControlKind.DROP_BATCH, now, until);
        byte[] key = batch.id().value().getBytes(StandardCharsets.UTF_8);
        try {
            var _ = producer.send(new ProducerRecord<>(Topics.CONTROL, key, codec.encode(order)), (_, failure) -> {
                if (failure != null) {
                    forget(batch.id());
                }
            });
        } catch (KafkaException e) {
            forget(batch.id());
            LOG.atDebug().addKeyValue("batch", batch.id()).setCause(e).log("A drop order cannot be sent now");
        }
    }

    private void forget(BatchId batch) {
        synchronized (sent) {
            sent.remove(batch);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
