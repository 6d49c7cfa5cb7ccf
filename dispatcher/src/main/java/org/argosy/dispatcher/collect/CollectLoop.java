package org.argosy.dispatcher.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.db.OutcomeLedger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the collector does with one connection to Kafka: reads, hands each partition its outcomes, and holds back the
 * partitions that cannot take more, so that memory stays within its budget. Used by the collector's thread only.
 */
final class CollectLoop implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(CollectLoop.class);

    private static final Duration POSITION_POLL = Duration.ofMillis(25);

    /** Short, because a consumer that was told once that there is nothing asks no more in the same poll (KAFKA-20780). */
    private static final Duration IDLE_POLL = Duration.ofMillis(50);

    private static final Duration TOPIC_CHECK = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final OutcomeTopic topic;
    private final OutcomeLedger ledger;
    private final Flusher flusher;
    private final CollectorSettings settings;
    private final CollectorMetrics metrics;
    private final Runnable onWritten;
    private final ProgressCache cache;
    private final AvroCodec<Outcome> codec = AvroCodec.of(Outcome.class);
    private final Map<Integer, PartitionCollector> partitions = new HashMap<>();
    private String topicId = "";
    private long topicCheckedNanos;

    CollectLoop(
            Consumer<byte[], byte[]> consumer,
            OutcomeTopic topic,
            OutcomeLedger ledger,
            Flusher flusher,
            CollectorSettings settings,
            CollectorMetrics metrics,
            Runnable onWritten) {
        this.consumer = consumer;
        this.topic = topic;
        this.ledger = ledger;
        this.flusher = flusher;
        this.settings = settings;
        this.metrics = metrics;
        this.onWritten = onWritten;
        this.cache = new ProgressCache(settings.cacheBytes());
    }

    void subscribe() {
        consumer.subscribe(List.of(Topics.OUTCOMES), this);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        consumer.pause(assigned);
        cache.clear();
        for (TopicPartition partition : assigned) {
            partitions.put(
                    partition.partition(),
                    new PartitionCollector(
                            partition.partition(), ledger, flusher, cache, settings, metrics, onWritten));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        revoked.forEach(partition -> partitions.remove(partition.partition()));
    }

    /** Reads once, and does whatever is due. */
    void turn() throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = poll();
        for (TopicPartition partition : records.partitions()) {
            accept(partitions.get(partition.partition()), records.records(partition));
        }
        checkTopic();
        long now = System.nanoTime();
        boolean pressed = memory() >= settings.bufferBytes();
        for (PartitionCollector partition : partitions.values()) {
            if (partition.wantsPosition(now)) {
                position(partition);
            }
            partition.turn(now, pressed);
        }
        throttle();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        long now = System.nanoTime();
        Duration wait = IDLE_POLL;
        for (PartitionCollector partition : partitions.values()) {
            Duration due = partition.positioned() ? partition.dueIn(now) : POSITION_POLL;
            wait = due.compareTo(wait) < 0 ? due : wait;
        }
        try {
            return consumer.poll(wait);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    private void accept(@Nullable PartitionCollector partition, List<ConsumerRecord<byte[], byte[]>> records) {
        if (partition == null || !partition.positioned()) {
            return;
        }
        List<Outcome> outcomes = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> message : records) {
            try {
                outcomes.add(codec.decode(message.value()));
            } catch (SerializationException e) {
                metrics.unreadable();
                LOG.atError()
                        .addKeyValue("partition", message.partition())
                        .addKeyValue("offset", message.offset())
                        .setCause(e)
                        .log("An outcome cannot be read and is passed over");
            }
        }
        long now = System.nanoTime();
        try {
            partition.accept(outcomes, records.getLast().offset() + 1, now);
        } catch (RuntimeException e) {
            partition.restart(e, now);
        }
    }

    private void position(PartitionCollector partition) throws InterruptedException {
        long now = System.nanoTime();
        try {
            if (topicId.isEmpty()) {
                topicId = topic.id();
                topicCheckedNanos = now;
            }
            TopicPartition target = new TopicPartition(Topics.OUTCOMES, partition.partition());
            long written = ledger.claim(partition.partition(), topicId);
            long readable = topic.nearest(consumer, target, written);
            consumer.seek(target, readable);
            partition.position(topicId, written);
            if (readable != written) {
                LOG.atWarn()
                        .addKeyValue("partition", partition.partition())
                        .addKeyValue("wanted", written)
                        .addKeyValue("first", readable)
                        .log("Outcomes are gone from Kafka before they were collected; their lines will be sent again");
                partition.skipTo(readable, now);
            }
        } catch (WakeupException e) {
            LOG.atDebug().log("Interrupted by a write that ended; positioning again");
        } catch (RuntimeException e) {
            partition.restart(e, now);
        }
    }

    /** A topic that was deleted and made anew under the same name starts at 0. */
    private void checkTopic() throws InterruptedException {
        long now = System.nanoTime();
        if (topicId.isEmpty() || now - topicCheckedNanos < TOPIC_CHECK.toNanos()) {
            return;
        }
        topicCheckedNanos = now;
        String current = topic.id();
        if (!current.equals(topicId)) {
            topicId = current;
            partitions
                    .values()
                    .forEach(p -> p.restart(new IllegalStateException("the outcomes topic was made anew"), now));
        }
    }

    /** Stops the fetching of partitions that cannot take more now. */
    private void throttle() {
        boolean exhausted = memory() >= settings.bufferBytes();
        Set<TopicPartition> pause = new HashSet<>();
        Set<TopicPartition> resume = new HashSet<>();
        Set<TopicPartition> paused = consumer.paused();
        for (TopicPartition assigned : consumer.assignment()) {
            PartitionCollector partition = partitions.get(assigned.partition());
            boolean stop = partition == null || !partition.positioned() || partition.full() || exhausted;
            if (stop != paused.contains(assigned)) {
                (stop ? pause : resume).add(assigned);
            }
        }
        consumer.pause(pause);
        consumer.resume(resume);
    }

    private long memory() {
        return partitions.values().stream()
                .mapToLong(PartitionCollector::memory)
                .sum();
    }

    /** Writes what is held, and gives up after this time. */
    void writeRest(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (partitions.values().stream().anyMatch(PartitionCollector::busy) && System.nanoTime() < deadline) {
            partitions.values().forEach(p -> p.turn(System.nanoTime(), true));
            Thread.sleep(5);
        }
    }
}
