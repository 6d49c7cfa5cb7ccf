package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.dispatcher.plan.Outage;
import org.argosy.dispatcher.plan.Signal;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.jspecify.annotations.Nullable;
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
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Map<String, Object> properties;
    private final Map<String, Beat> workers = new ConcurrentHashMap<>();
    private final Signal stop = new Signal();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;

    Heartbeats(Map<String, Object> kafka) {
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.thread = Thread.ofPlatform().name("argosy-heartbeats").unstarted(this::run);
    }

    private record Beat(long nanos, Map<String, Integer> permits) {}

    void start() {
        thread.start();
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
        stopping = true;
        stop.give();
        KafkaConsumer<byte[], byte[]> consumer = open;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Outage outage = new Outage(LOG, "listening for heartbeats");
        while (!stopping) {
            try {
                listen(outage);
            } catch (WakeupException e) {
                return;
            } catch (KafkaException e) {
                pause(outage.failed(e));
            }
        }
    }

    private void listen(Outage outage) {
        TopicPartition partition = new TopicPartition(Topics.HEARTBEATS, 0);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            open = consumer;
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            while (!stopping) {
                for (ConsumerRecord<byte[], byte[]> beat : consumer.poll(POLL)) {
                    take(beat.value());
                }
                long now = System.nanoTime();
                workers.values().removeIf(beat -> now - beat.nanos() > SILENCE_NANOS);
                outage.succeeded();
            }
        } finally {
            open = null;
        }
    }

    private void take(byte[] value) {
        try {
            WorkerHeartbeat heartbeat = CODEC.decode(value);
            Map<String, Integer> permits = new HashMap<>();
            for (ModelCapacity capacity : heartbeat.getModels()) {
                permits.put(capacity.getModel(), capacity.getPermits());
            }
            workers.put(heartbeat.getWorker(), new Beat(System.nanoTime(), permits));
        } catch (SerializationException e) {
            LOG.atDebug().setCause(e).log("Passed over a heartbeat that cannot be read");
        }
    }

    private void pause(Duration duration) {
        try {
            if (!stopping) {
                stop.await(0, duration);
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
