package org.argosy.workers.consume;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.argosy.workers.forward.Closing;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.forward.Line;
import org.argosy.workers.routes.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a model's lines from Kafka, as one member of the group that shares them. One thread polls, starts lines and
 * commits, and never blocks on work: while no permit is free it polls with all partitions paused, just to stay a member.
 *
 * <p>Committed are the lowest open offset and what is finished beyond it, about ten times a second.
 */
public final class WorkConsumer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkConsumer.class);

    private static final int POLL_RECORDS = 128;
    private static final int LOW_WATER = 64;
    private static final int FETCH_BYTES = 2 * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration KAFKA_WAIT = Duration.ofSeconds(3);
    private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MEMBER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String model;
    private final Runnable ensureTopic;
    private final Closing closing;
    private final LineRunner runner;
    private final WorkBuffer buffer;
    private final Map<String, Object> properties;
    private final AvroCodec<WorkItem> codec = AvroCodec.of(WorkItem.class);
    private final Assignment assignment = new Assignment();
    private final Set<TopicPartition> unloaded = new HashSet<>();
    private final Set<TopicPartition> fresh = new HashSet<>();
    private final Thread thread;

    private boolean committing;
    private long committedAt;
    private long polledAt;
    private long sweptAt;
    private boolean healthy = true;
    private volatile boolean parked;
    private volatile long stopAt = Long.MAX_VALUE;

    /**
     * @param kafka client properties, at least {@code bootstrap.servers}
     * @param ensureTopic makes the work topic if it is missing; may throw {@link KafkaException}
     */
    public WorkConsumer(
            String model,
            Map<String, Object> kafka,
            Runnable ensureTopic,
            Router router,
            Forwarder forwarder,
            OutcomePublisher publisher,
            ByteBudget budget,
            Closing closing) {
        this.model = model;
        this.ensureTopic = ensureTopic;
        this.closing = closing;
        this.runner = new LineRunner(model, forwarder, publisher, budget);
        this.buffer = new WorkBuffer(router, forwarder, runner, budget);
        this.properties = properties(kafka, model);
        this.thread = Thread.ofPlatform().name("argosy-work-" + model).daemon().unstarted(this::run);
        router.onRoom(this::wake);
    }

    private static Map<String, Object> properties(Map<String, Object> kafka, String model) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.put(ConsumerConfig.GROUP_ID_CONFIG, Topics.workGroup(model));
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 2);
        return all;
    }

    /** Begins to take lines. */
    public void start() {
        thread.start();
    }

    /** Lines that were taken and have no acknowledged outcome. */
    public int lines() {
        return runner.lines();
    }

    private void run() {
        while (!isOver()) {
            try {
                ensureTopic.run();
                try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    consumer.subscribe(List.of(Topics.work(model)), new Rebalances(consumer));
                    loop(consumer);
                    finish(consumer);
                }
            } catch (RuntimeException e) {
                failed("Work cannot be taken from Kafka, trying again", e);
                forgetAll();
                LockSupport.parkNanos(this, FAILURE_NANOS);
            }
        }
    }

    private void loop(KafkaConsumer<byte[], byte[]> consumer) {
        while (!isOver()) {
            load(consumer);
            commitIfDue(consumer);
            if (!closing.hasBegun()) {
                buffer.start();
                sweepIfDue();
            }
            long now = System.nanoTime();
            if (closing.hasBegun()) {
                pollIfDue(consumer, now, MEMBER_NANOS, true);
                park();
            } else if (buffer.size() == 0) {
                poll(consumer, POLL, false);
            } else if (buffer.size() < LOW_WATER) {
                pollIfDue(consumer, now, PARK_NANOS, false);
                park();
            } else {
                pollIfDue(consumer, now, MEMBER_NANOS, true);
                park();
            }
        }
    }

    private boolean isOver() {
        return closing.hasBegun() && (runner.lines() == 0 || System.nanoTime() - stopAt >= 0);
    }

    private void pollIfDue(KafkaConsumer<byte[], byte[]> consumer, long now, long pause, boolean full) {
        if (now - polledAt >= pause) {
            poll(consumer, Duration.ZERO, full);
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer, Duration wait, boolean full) {
        pauseWhere(consumer, full);
        polledAt = System.nanoTime();
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(wait);
        for (ConsumerRecord<byte[], byte[]> message : polled) {
            take(message);
        }
        healthy = true;
    }

    /** Pauses every partition when nothing can be taken, else those whose commit's metadata might overflow. */
    private void pauseWhere(KafkaConsumer<byte[], byte[]> consumer, boolean full) {
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> pause = new HashSet<>();
        Set<TopicPartition> resume = new HashSet<>();
        for (TopicPartition partition : consumer.assignment()) {
            boolean wanted = !full && !unloaded.contains(partition) && !isOverflowing(partition);
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

    private boolean isOverflowing(TopicPartition partition) {
        return !fresh.contains(partition) && assignment.isFull(partition, POLL_RECORDS);
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        OffsetTracker tracker = assignment.tracker(partition);
        if (tracker == null || tracker.isRewound(message.offset())) {
            fresh.remove(partition);
            tracker = assignment.add(partition, CompletedOffsets.none(message.offset()));
        }
        if (!tracker.begin(message.offset())) {
            return;
        }
        try {
            buffer.add(new Taken(partition, message.offset(), tracker, Line.of(codec.decode(message.value()))));
        } catch (SerializationException e) {
            LOG.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", message.offset())
                    .setCause(e)
                    .log("A work record cannot be read, skipping it");
            tracker.complete(message.offset());
        }
    }

    /** Finds out where new partitions go on; they stay paused until that is known. */
    private void load(KafkaConsumer<byte[], byte[]> consumer) {
        if (unloaded.isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(unloaded), KAFKA_WAIT);
            for (TopicPartition partition : unloaded) {
                OffsetAndMetadata start = committed.get(partition);
                if (start == null) {
                    fresh.add(partition);
                } else {
                    assignment.add(partition, CompletedOffsets.decode(start.offset(), start.metadata()));
                }
            }
            unloaded.clear();
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            failed("Committed offsets cannot be read, trying again", e);
        }
    }

    private void commitIfDue(KafkaConsumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        if (committing || now - committedAt < COMMIT_NANOS) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = assignment.committable();
        committedAt = now;
        if (!offsets.isEmpty()) {
            committing = true;
            consumer.commitAsync(offsets, (_, failure) -> {
                committing = false;
                if (failure != null) {
                    assignment.commitFailed(offsets.keySet());
                    LOG.atDebug()
                            .addKeyValue("model", model)
                            .setCause(failure)
                            .log("A commit failed, it will be repeated");
                }
            });
        }
    }

    /** For a short while only: kept partitions starve meanwhile. */
    private void commitNow(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = assignment.committable(partitions);
        if (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets, KAFKA_WAIT);
            } catch (KafkaException e) {
                LOG.atWarn()
                        .addKeyValue("model", model)
                        .setCause(e)
                        .log("Finished lines could not be committed, some will be repeated");
            }
        }
    }

    private void finish(KafkaConsumer<byte[], byte[]> consumer) {
        buffer.clear();
        commitNow(consumer, Set.copyOf(assignment.partitions()));
    }

    private void sweepIfDue() {
        long now = System.nanoTime();
        if (now - sweptAt >= MEMBER_NANOS) {
            sweptAt = now;
            buffer.sweep();
        }
    }

    private void forgetAll() {
        buffer.clear();
        assignment.remove(Set.copyOf(assignment.partitions()));
        unloaded.clear();
        fresh.clear();
        committing = false;
    }

    private void failed(String message, RuntimeException failure) {
        if (healthy) {
            healthy = false;
            LOG.atWarn().addKeyValue("model", model).setCause(failure).log(message);
        }
    }

    private void park() {
        parked = true;
        LockSupport.parkNanos(this, PARK_NANOS);
        parked = false;
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** Stops once every open line is done, or at this time; {@link Closing} must have begun. */
    public void stopBy(long nanoTime) {
        stopAt = nanoTime;
        LockSupport.unpark(thread);
    }

    /** Waits until it has stopped. */
    @Override
    public void close() {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {

        private final KafkaConsumer<byte[], byte[]> consumer;

        Rebalances(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            unloaded.addAll(partitions);
            consumer.pause(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            buffer.forget(partitions);
            commitNow(consumer, partitions);
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            buffer.forget(partitions);
            assignment.remove(partitions);
            unloaded.removeAll(partitions);
            fresh.removeAll(partitions);
        }
    }
}
