package org.argosy.dispatcher.finish;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.dispatcher.collect.Backoff;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BatchEvent;
import org.argosy.schemas.avro.BatchEventKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when somebody cancelled a batch. An event that is missed costs the time until the table is looked at again. */
final class CancelListener implements AutoCloseable {

    static final String GROUP = "argosy-finisher";

    private static final Logger LOG = LoggerFactory.getLogger(CancelListener.class);
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final Map<String, Object> properties;
    private final Runnable onCancel;
    private final AvroCodec<BatchEvent> codec = AvroCodec.of(BatchEvent.class);
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    private final Thread thread =
            Thread.ofPlatform().name("argosy-finisher-events").unstarted(this::run);
    private volatile boolean running = true;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    CancelListener(Map<String, Object> kafka, Runnable onCancel) {
        this.properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, true);
        this.onCancel = onCancel;
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        running = false;
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        } else {
            thread.interrupt();
        }
        try {
            thread.join(JOIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (running) {
            try (Consumer<byte[], byte[]> fresh =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = fresh;
                listen(fresh);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                if (backoff.fresh()) {
                    LOG.atWarn().setCause(e).log("Cannot listen for cancelled batches; the table still tells of them");
                }
                pause();
            } finally {
                consumer = null;
            }
        }
    }

    private void listen(Consumer<byte[], byte[]> from) {
        from.subscribe(List.of(Topics.BATCHES));
        while (running) {
            for (ConsumerRecord<byte[], byte[]> event : from.poll(POLL)) {
                if (cancels(event)) {
                    onCancel.run();
                }
            }
            backoff.reset();
        }
    }

    private boolean cancels(ConsumerRecord<byte[], byte[]> event) {
        try {
            return codec.decode(event.value()).getKind() == BatchEventKind.CANCEL_REQUESTED;
        } catch (SerializationException e) {
            LOG.atWarn().addKeyValue("offset", event.offset()).setCause(e).log("A batch event cannot be read");
            return false;
        }
    }

    private void pause() {
        try {
            Thread.sleep(backoff.next());
        } catch (InterruptedException e) {
            running = false;
        }
    }
}
