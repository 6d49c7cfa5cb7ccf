package org.argosy.workers.consume;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.WorkerHeartbeat;
import org.jspecify.annotations.Nullable;

/**
 * Hears the heartbeats of all workers, also this one's own, in the order in which Kafka has them, beginning with those that
 * were told shortly before. Thread-safe.
 */
public final class LiveWorkers implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final Duration KAFKA_WAIT = Duration.ofSeconds(3);
    private static final Duration READ_BACK = Duration.ofSeconds(5);

    private final AvroCodec<WorkerHeartbeat> codec = AvroCodec.of(WorkerHeartbeat.class);
    private final Map<String, Object> properties;
    private final Clock clock;
    private final Listener listener;
    private final Outage outage = new Outage("heartbeats");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Hears heartbeats, on one thread. */
    public interface Listener {

        void heard(WorkerHeartbeat beat);

        /** Called after each look, at least about once a second. */
        void looked();
    }

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     */
    public LiveWorkers(Map<String, Object> kafka, Clock clock, Listener listener) {
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.clock = clock;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("argosy-live-workers").daemon().unstarted(this::run);
    }

    /** Begins to listen. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (closing.getCount() > 0) {
            try {
                listen();
            } catch (KafkaException e) {
                outage.failed("Heartbeats cannot be read, budgets stay divided as they are", e);
                listener.looked();
                pause();
            }
        }
    }

    private void listen() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            TopicPartition partition = new TopicPartition(Topics.HEARTBEATS, 0);
            consumer.assign(List.of(partition));
            readBack(consumer, partition);
            while (closing.getCount() > 0) {
                for (ConsumerRecord<byte[], byte[]> beat : consumer.poll(POLL)) {
                    take(beat.value());
                }
                listener.looked();
                outage.succeeded();
            }
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private void readBack(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        long since = clock.instant().minus(READ_BACK).toEpochMilli();
        @Nullable
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, since), KAFKA_WAIT).get(partition);
        if (first == null) {
            consumer.seekToEnd(List.of(partition));
        } else {
            consumer.seek(partition, first.offset());
        }
    }

    private void take(byte[] value) {
        try {
            listener.heard(codec.decode(value));
        } catch (SerializationException e) {
            outage.failed("A heartbeat cannot be read, passing over it", e);
        }
    }

    private void pause() {
        try {
            var _ = closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(POLL.multipliedBy(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
