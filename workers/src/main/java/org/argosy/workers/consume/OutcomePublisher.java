package org.argosy.workers.consume;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Outcome;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends outcomes, and heartbeats, to Kafka. An outcome that cannot be sent is tried again until the publisher closes, for
 * a line ends only when its outcome's send was acknowledged. Safe for use by any number of threads; a send blocks while
 * the producer's buffer is full.
 */
public final class OutcomePublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomePublisher.class);
    private static final Executor LATER = CompletableFuture.delayedExecutor(
            1,
            TimeUnit.SECONDS,
            task -> Thread.ofVirtual().name("argosy-outcome-retry").start(task));

    /**
     * A partition that was just made may refuse a batch and take the next one as its first; the refused one is then out of
     * order until its delivery times out, minutes later.
     */
    private static final int ONE_AT_A_TIME = 1;

    private final AvroCodec<Outcome> outcomes = AvroCodec.of(Outcome.class);
    private final AvroCodec<WorkerHeartbeat> heartbeats = AvroCodec.of(WorkerHeartbeat.class);
    private final KafkaProducer<byte[], byte[]> producer;
    private volatile boolean closed;

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     */
    public OutcomePublisher(Map<String, Object> kafka) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                32L * 1024 * 1024,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Integer.MAX_VALUE));
        properties.putAll(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, ONE_AT_A_TIME);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Sends an outcome.
     *
     * @param acknowledged runs once, on the producer's thread, when the broker has it; not at all when this closes first
     */
    public void publish(Outcome outcome, Runnable acknowledged) {
        send(
                new ProducerRecord<>(Topics.OUTCOMES, key(outcome.getBatchId()), outcomes.encode(outcome)),
                acknowledged,
                1);
    }

    /** Sends a heartbeat, once: the next one follows anyway. */
    public void publish(WorkerHeartbeat heartbeat) {
        var _ = producer.send(
                new ProducerRecord<>(Topics.HEARTBEATS, key(heartbeat.getWorker()), heartbeats.encode(heartbeat)));
    }

    private void send(ProducerRecord<byte[], byte[]> message, Runnable acknowledged, int attempt) {
        try {
            var _ = producer.send(message, (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.run();
                } else {
                    again(message, acknowledged, attempt, failure);
                }
            });
        } catch (KafkaException e) {
            again(message, acknowledged, attempt, e);
        }
    }

    private void again(ProducerRecord<byte[], byte[]> message, Runnable acknowledged, int attempt, Exception failure) {
        if (closed) {
            return;
        }
        if (attempt == 1) {
            LOG.atWarn()
                    .addKeyValue("bytes", message.value().length)
                    .setCause(failure)
                    .log("An outcome could not be sent, trying again until it can");
        }
        LATER.execute(() -> {
            if (!closed) {
                send(message, acknowledged, attempt + 1);
            }
        });
    }

    /** Waits until everything handed over so far is acknowledged or has failed. */
    public void flush() {
        producer.flush();
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        producer.close(Duration.ofSeconds(5));
    }
}
