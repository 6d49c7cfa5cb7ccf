package org.argosy.dispatcher.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.Topics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when something was asked of some batch. The record's content does not matter: the table does. An event that is
 * missed costs the time until the next poll of the table.
 */
final class BatchEvents implements AutoCloseable {

    static final String GROUP = "argosy-planner";

    private static final Logger LOG = LoggerFactory.getLogger(BatchEvents.class);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Map<String, Object> properties;
    private final Runnable listener;
    private final Signal stop = new Signal();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> open;

    BatchEvents(Map<String, Object> kafka, Runnable listener) {
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, true);
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("argosy-planner-events").unstarted(this::run);
    }

    void start() {
        thread.start();
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
            thread.join(JOIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Outage outage = new Outage(LOG, "listening for batch events");
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
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            open = consumer;
            consumer.subscribe(List.of(Topics.BATCHES));
            while (!stopping) {
                if (!consumer.poll(POLL).isEmpty()) {
                    listener.run();
                }
                outage.succeeded();
            }
        } finally {
            open = null;
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
