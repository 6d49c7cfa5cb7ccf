package org.argosy.workers.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Control;
import org.argosy.schemas.avro.ControlKind;
import org.argosy.schemas.avro.Span;
import org.argosy.schemas.avro.WorkItem;

/** Publishes lines as the feeder does. */
public final class WorkLines implements AutoCloseable {

    private final AvroCodec<WorkItem> codec = AvroCodec.of(WorkItem.class);
    private final AvroCodec<Control> control = AvroCodec.of(Control.class);
    private final KafkaProducer<byte[], byte[]> producer;

    public WorkLines(Map<String, Object> kafka) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put("max.in.flight.requests.per.connection", 1);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Lines {@code from} to {@code to}, both included; each names itself in its {@code user} member. */
    public void publish(String batch, String model, int from, int to) {
        for (int line = from; line <= to; line++) {
            var _ = publish(item(
                    batch,
                    model,
                    line,
                    body(batch, model, line, ""),
                    Instant.now().plus(Duration.ofHours(1))));
        }
        producer.flush();
    }

    public Future<RecordMetadata> publish(WorkItem item) {
        return producer.send(new ProducerRecord<>(Topics.work(item.getModel()), codec.encode(item)));
    }

    public void drop(String batch) throws ExecutionException, InterruptedException {
        Instant now = Instant.now();
        producer.send(new ProducerRecord<>(
                        Topics.CONTROL,
                        batch.getBytes(StandardCharsets.UTF_8),
                        control.encode(new Control(batch, ControlKind.DROP_BATCH, now, now.plus(Duration.ofHours(1))))))
                .get();
    }

    public static String user(String batch, int line) {
        return batch + "-" + line;
    }

    public static String body(String batch, String model, int line, String padding) {
        return "{\"model\": \"" + model + "\", \"user\":\"" + user(batch, line)
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello" + padding + "\"}]}";
    }

    public static WorkItem item(String batch, String model, int line, String body, Instant deadline) {
        return item(batch, model, line, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), deadline);
    }

    public static WorkItem stored(String batch, String model, int line, BodyRef body, Instant deadline) {
        return item(batch, model, line, (Object) body, deadline);
    }

    private static WorkItem item(String batch, String model, int line, Object body, Instant deadline) {
        return new WorkItem(
                batch,
                line,
                "request-" + line,
                "/v1/chat/completions",
                model,
                body,
                new Span(10, model.length() + 2),
                null,
                100L,
                deadline,
                1L,
                false);
    }

    @Override
    public void close() {
        producer.close();
    }
}
