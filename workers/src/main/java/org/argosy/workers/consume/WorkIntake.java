package org.argosy.workers.consume;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.workers.forward.Line;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From records to lines: polls, leaves out what is finished or held already, and fills the buffer. Partitions are paused when nothing can
 * be taken, while their start is unknown, and before their commit's metadata could overflow. For the consumer's thread.
 */
final class WorkIntake {

    private static final Logger LOG = LoggerFactory.getLogger(WorkIntake.class);
    private static final Duration KAFKA_WAIT = Duration.ofSeconds(3);

    /** Most records of one poll. */
    static final int POLL_RECORDS = 128;

    private final AvroCodec<WorkItem> codec = AvroCodec.of(WorkItem.class);
    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final WorkBuffer buffer;
    private final HeldLines held;
    private final Outage outage;
    private long polledAt;

    WorkIntake(
            Consumer<byte[], byte[]> consumer,
            Assignment assignment,
            WorkBuffer buffer,
            HeldLines held,
            Outage outage) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.buffer = buffer;
        this.held = held;
        this.outage = outage;
        this.polledAt = System.nanoTime();
    }

    /** Finds out where new partitions go on. */
    void loadStarts() {
        Set<TopicPartition> unknown = assignment.unknown();
        if (unknown.isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(unknown, KAFKA_WAIT);
            unknown.forEach(partition -> assignment.started(partition, committed.get(partition)));
        } catch (TimeoutException e) {
            outage.failed("Committed offsets cannot be read, trying again", e);
        }
    }

    /** Whether the last poll was this long ago. */
    boolean isPollDue(long pauseNanos) {
        return System.nanoTime() - polledAt >= pauseNanos;
    }

    /**
     * Polls.
     *
     * @param taking false to stay a member of the group and take nothing
     */
    void poll(Duration wait, boolean taking) {
        pauseWhereNeeded(taking);
        polledAt = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(wait)) {
            take(message);
        }
        outage.succeeded();
    }

    private void pauseWhereNeeded(boolean taking) {
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> pause = new HashSet<>();
        Set<TopicPartition> resume = new HashSet<>();
        for (TopicPartition partition : consumer.assignment()) {
            boolean wanted = taking && assignment.hasRoomFor(partition, POLL_RECORDS);
            if (wanted && paused.contains(partition)) {
                resume.add(partition);
            } else if (!wanted && !paused.contains(partition)) {
                pause.add(partition);
            }
        }
        if (!pause.isEmpty()) {
            consumer.pause(pause);
        }
        if (!resume.isEmpty()) {
            consumer.resume(resume);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        OffsetTracker tracker = assignment.trackerFor(partition, message.offset());
        if (!tracker.begin(message.offset())) {
            return;
        }
        try {
            Taken taken = new Taken(partition, message.offset(), tracker, Line.of(codec.decode(message.value())));
            if (held.add(taken, other -> assignment.isCurrent(other.partition(), other.tracker()))) {
                buffer.add(taken);
            } else {
                tracker.complete(message.offset());
            }
        } catch (SerializationException e) {
            LOG.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", message.offset())
                    .setCause(e)
                    .log("A work record cannot be read, skipping it");
            tracker.complete(message.offset());
        }
    }
}
