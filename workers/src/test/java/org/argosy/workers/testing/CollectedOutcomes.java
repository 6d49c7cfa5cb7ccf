package org.argosy.workers.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Failure;
import org.argosy.schemas.avro.Outcome;

/** Reads the outcomes topic from its beginning and keeps those of one batch. */
public final class CollectedOutcomes implements AutoCloseable {

    private final AvroCodec<Outcome> codec = AvroCodec.of(Outcome.class);
    private final Map<Integer, List<Outcome>> byLine = new ConcurrentHashMap<>();
    private final Map<String, Object> kafka;
    private final String batch;
    private final Thread thread;
    private volatile boolean closed;

    public CollectedOutcomes(Map<String, Object> kafka, String batch) {
        this.kafka = new HashMap<>(kafka);
        this.kafka.put("auto.offset.reset", "earliest");
        this.batch = batch;
        this.thread = Thread.ofPlatform().name("outcomes-" + batch).daemon().start(this::run);
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(Topics.OUTCOMES).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                    Outcome outcome = codec.decode(message.value());
                    if (outcome.getBatchId().equals(batch)) {
                        byLine.merge(
                                outcome.getLine(), new CopyOnWriteArrayList<>(List.of(outcome)), (all, another) -> {
                                    all.addAll(another);
                                    return all;
                                });
                    }
                }
            }
        }
    }

    /** Lines that have at least one outcome. */
    public int lines() {
        return byLine.size();
    }

    /** Outcomes beyond the first of each line. */
    public int repeats() {
        return byLine.values().stream()
                .mapToInt(outcomes -> outcomes.size() - 1)
                .sum();
    }

    /** The first outcome of a line. */
    public Outcome of(int line) {
        return Optional.ofNullable(byLine.get(line))
                .map(List::getFirst)
                .orElseThrow(() -> new AssertionError("no outcome of line " + line));
    }

    public List<Outcome> first() {
        return byLine.values().stream().map(List::getFirst).toList();
    }

    /** Workers that brought a line's first outcome. */
    public long workers() {
        return first().stream()
                .map(outcome -> outcome.getProvenance().getWorker())
                .distinct()
                .count();
    }

    /** How many lines ended with this status, 0 for none. */
    public long withStatus(int status) {
        return first().stream()
                .filter(outcome -> outcome.getResult() instanceof Answer answer && answer.getStatusCode() == status)
                .count();
    }

    /** How many lines failed with this code. */
    public long withCode(String code) {
        return first().stream()
                .filter(outcome -> outcome.getResult() instanceof Failure failure
                        && failure.getCode().equals(code))
                .count();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
