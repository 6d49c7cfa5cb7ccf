package org.argosy.workers.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.schemas.Topics;
import org.argosy.workers.forward.Closing;
import org.argosy.workers.forward.Forwarder;
import org.argosy.workers.routes.Router;

/**
 * Takes a model's lines from Kafka, as one member of the group that shares them. Its one thread runs a {@link WorkLoop},
 * and a new one when Kafka was away.
 */
public final class WorkConsumer implements AutoCloseable {

    private static final int FETCH_BYTES = 2 * 1024 * 1024;
    private static final int MAX_POLL_INTERVAL_MS = 60_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String model;
    private final Runnable ensureTopic;
    private final Closing closing;
    private final LineRunner runner;
    private final WorkBuffer buffer;
    private final Map<String, Object> properties;
    private final Parking parking = new Parking();
    private final Outage outage;
    private final Thread thread;
    private volatile long stopAt;
    private volatile boolean stopping;

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
        this.outage = new Outage(model);
        this.thread = Thread.ofPlatform().name("argosy-work-" + model).daemon().unstarted(this::run);
        router.onRoom(parking::wake);
    }

    private static Map<String, Object> properties(Map<String, Object> kafka, String model) {
        Map<String, Object> all = new HashMap<>(kafka);
        all.put(ConsumerConfig.GROUP_ID_CONFIG, Topics.workGroup(model));
        all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, WorkIntake.POLL_RECORDS);
        all.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
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
                loop();
            } catch (RuntimeException e) {
                outage.failed("Work cannot be taken from Kafka, trying again", e);
                buffer.clear();
                LockSupport.parkNanos(this, FAILURE_NANOS);
            }
        }
    }

    private void loop() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            new WorkLoop(model, consumer, buffer, runner, parking, closing, outage).run(this::isOver);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private boolean isOver() {
        return closing.hasBegun() && (runner.lines() == 0 || (stopping && System.nanoTime() - stopAt >= 0));
    }

    /** Stops once every open line is done, or at this time; {@link Closing} must have begun. */
    public void stopBy(long nanoTime) {
        stopAt = nanoTime;
        stopping = true;
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
}
