package org.argosy.workers.consume;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Control;
import org.argosy.schemas.avro.ControlKind;
import org.argosy.workers.forward.DropOrders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches whose lines must not be sent any more, read from the control topic from its beginning by one thread. An
 * order is forgotten when it says so; there are never more than a fixed number, the ones that end first making room.
 */
public final class DroppedBatches implements DropOrders, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedBatches.class);
    private static final int MOST = 100_000;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final AvroCodec<Control> codec = AvroCodec.of(Control.class);
    private final Map<String, Instant> until = new ConcurrentHashMap<>();
    private final Map<String, Object> properties;
    private final Clock clock;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private Instant sweptAt = Instant.MIN;

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     */
    public DroppedBatches(Map<String, Object> kafka, Clock clock) {
        this.clock = clock;
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1024 * 1024);
        this.thread = Thread.ofPlatform().name("argosy-control").daemon().unstarted(this::run);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Waits until the orders that were there at the start are known; false when that took longer. */
    public boolean awaitCaughtUp(Duration longest) throws InterruptedException {
        return caughtUp.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isDropped(String batchId) {
        return until.containsKey(batchId);
    }

    private void run() {
        boolean healthy = true;
        while (closing.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                read(consumer);
            } catch (KafkaException e) {
                if (healthy) {
                    LOG.atWarn().setCause(e).log("The control topic cannot be read, trying again");
                }
                healthy = false;
                pause();
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.CONTROL).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (closing.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                take(message.value());
            }
            if (caughtUp.getCount() > 0
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                caughtUp.countDown();
            }
            sweep();
        }
    }

    private void take(byte[] message) {
        try {
            Control order = codec.decode(message);
            if (order.getKind() == ControlKind.DROP_BATCH && clock.instant().isBefore(order.getUntil())) {
                until.merge(order.getBatchId(), order.getUntil(), (a, b) -> a.isAfter(b) ? a : b);
            }
        } catch (SerializationException e) {
            LOG.atWarn().setCause(e).log("A control record cannot be read, skipping it");
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

    private void pause() {
        try {
            closing.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            closing.countDown();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(POLL.multipliedBy(4));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
