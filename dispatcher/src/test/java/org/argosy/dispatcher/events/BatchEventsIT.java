package org.argosy.dispatcher.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.dispatcher.testing.TestPlatform;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BatchEvent;
import org.argosy.schemas.avro.BatchEventKind;
import org.junit.jupiter.api.Test;

class BatchEventsIT {

    private static final AvroCodec<BatchEvent> CODEC = AvroCodec.of(BatchEvent.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldCallWhoHasSomethingToDoAndPassOverWhatCannotBeRead() {
        try (Admin admin = Admin.create(TestPlatform.kafka())) {
            new TopicProvisioner(admin, Topics.defaults()).ensureShared();
        }
        AtomicInteger submitted = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        try (BatchEvents events =
                        new BatchEvents(TestPlatform.kafka(), submitted::incrementAndGet, cancelled::incrementAndGet);
                Producer<byte[], byte[]> producer = new KafkaProducer<>(
                        TestPlatform.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            events.start();
            await().atMost(LIMIT).untilAsserted(() -> {
                send(producer, event(BatchEventKind.SUBMITTED));
                assertThat(submitted).hasPositiveValue();
            });
            assertThat(cancelled).hasValue(0);

            await().atMost(LIMIT).untilAsserted(() -> {
                send(producer, new byte[] {1});
                send(producer, event(BatchEventKind.CANCEL_REQUESTED));
                assertThat(cancelled).hasPositiveValue();
            });
        }
    }

    private static void send(Producer<byte[], byte[]> producer, byte[] value)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(Topics.BATCHES, value)).get();
    }

    private static byte[] event(BatchEventKind kind) {
        return CODEC.encode(new BatchEvent("batch_1", kind, Instant.EPOCH));
    }
}
