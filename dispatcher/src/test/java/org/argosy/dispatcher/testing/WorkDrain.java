package org.argosy.dispatcher.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.storage.BatchId;

/** Takes a model's work as its workers would, finishing each line at once. */
public final class WorkDrain implements AutoCloseable {

    private static final AvroCodec<WorkItem> CODEC = AvroCodec.of(WorkItem.class);

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    public WorkDrain(String model) {
        thread = Thread.ofPlatform().start(() -> drain(model));
    }

    /** Every line in the order in which it was taken: batch, colon, line number. */
    public List<String> all() {
        return taken;
    }

    /** Line numbers of a batch, in the order in which they were taken. */
    public List<Integer> lines(BatchId batch) {
        String prefix = batch + ":";
        return taken.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Integer.valueOf(line.substring(prefix.length())))
                .toList();
    }

    private void drain(String model) {
        Map<String, Object> properties = new HashMap<>(TestPlatform.kafka());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, Topics.workGroup(model));
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.work(model)));
            while (!stopping) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                for (ConsumerRecord<byte[], byte[]> work : records) {
                    WorkItem item = CODEC.decode(work.value());
                    taken.add(item.getBatchId() + ":" + item.getLine());
                }
                if (!records.isEmpty()) {
                    consumer.commitSync();
                }
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
