package org.argosy.workers.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.ModelCapacity;
import org.argosy.schemas.avro.WorkerHeartbeat;

/**
 * How many workers serve a model, from their heartbeats: what is bounded over all of them is divided by that number. A
 * worker that was silent for five beats counts no more. While Kafka is away the last numbers stand.
 */
public final class LiveWorkers implements AutoCloseable {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final AvroCodec<WorkerHeartbeat> codec = AvroCodec.of(WorkerHeartbeat.class);
    private final Map<String, Object> properties;
    private final String self;
    private final Consumer<ToIntFunction<Set<String>>> changed;
    private final Map<String, Beat> workers = new HashMap<>();
    private final Outage outage = new Outage("heartbeats");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private record Beat(long nanos, Set<String> models) {}

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     * @param self this worker's name; it counts whether it is heard or not
     * @param changed is told, about once a second, how to count the workers that serve any of some models
     */
    public LiveWorkers(Map<String, Object> kafka, String self, Consumer<ToIntFunction<Set<String>>> changed) {
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.self = self;
        this.changed = changed;
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
            consumer.seekToEnd(List.of(partition));
            while (closing.getCount() > 0) {
                for (ConsumerRecord<byte[], byte[]> beat : consumer.poll(POLL)) {
                    take(beat.value());
                }
                long now = System.nanoTime();
                workers.values().removeIf(beat -> now - beat.nanos() > SILENCE_NANOS);
                changed.accept(this::serving);
                outage.succeeded();
            }
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private int serving(Set<String> models) {
        long others = workers.entrySet().stream()
                .filter(worker -> !worker.getKey().equals(self))
                .filter(worker -> worker.getValue().models().stream().anyMatch(models::contains))
                .count();
        return 1 + (int) others;
    }

    private void take(byte[] value) {
        try {
            WorkerHeartbeat beat = codec.decode(value);
            Set<String> models =
                    beat.getModels().stream().map(ModelCapacity::getModel).collect(Collectors.toSet());
            workers.put(beat.getWorker(), new Beat(System.nanoTime(), models));
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
