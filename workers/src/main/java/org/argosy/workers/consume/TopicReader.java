package org.argosy.workers.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic from its beginning and on, whoever else does, on one thread of its own. When Kafka was away it begins again.
 * Thread-safe.
 */
final class TopicReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);

    /** Short, because a consumer that was told once that there is nothing asks no more in the same poll (KAFKA-20780). */
    private static final Duration POLL = Duration.ofMillis(50);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final String topic;
    private final Map<String, Object> properties;
    private final Listener listener;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Hears what the topic has, on the reader's thread. */
    interface Listener {

        /**
         * Takes a record's value.
         *
         * @throws SerializationException when it cannot be read; it is passed over
         */
        void take(byte[] value);

        /** Called after each look, at least about twice a second. */
        default void looked() {}
    }

    /**
     * @param name of the thread
     * @param kafka client properties, at least {@code bootstrap.servers}
     */
    TopicReader(String name, String topic, Map<String, Object> kafka, Listener listener) {
        this.topic = topic;
        this.listener = listener;
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1024 * 1024);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Waits until what was there at the start was heard; false when that took longer. */
    boolean awaitCaughtUp(Duration longest) throws InterruptedException {
        return caughtUp.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        boolean healthy = true;
        while (closing.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                read(consumer);
            } catch (KafkaException e) {
                if (healthy) {
                    LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("A topic cannot be read, trying again");
                }
                healthy = false;
                pause();
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("the topic " + topic + " is not there yet");
        }
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
            listener.looked();
        }
    }

    private void take(byte[] value) {
        try {
            listener.take(value);
        } catch (SerializationException e) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("A record cannot be read, skipping it");
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
            thread.join(JOIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
