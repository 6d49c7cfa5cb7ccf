package org.argosy.dispatcher.collect;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.schemas.Topics;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.objects.ObjectStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns outcomes into lines of output and error files, each line once. The partitions of the outcomes topic are shared
 * among all collectors by a consumer group, but the offsets are in PostgreSQL, where they move in the transaction that
 * writes the results; so a collector that works on a partition that it no longer has changes nothing.
 *
 * <p>One thread polls, drops repeats and encodes lines; writes run beside it. Survives Kafka, PostgreSQL and the object
 * store being away. Safe for use by any number of threads.
 */
public final class Collector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    /** The consumer group that shares the partitions. It commits nothing. */
    public static final String GROUP = "argosy-collector";

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final OutcomeLedger ledger;
    private final CollectorSettings settings;
    private final CollectorMetrics metrics;
    private final Flusher flusher;
    private final Outage outage = new Outage(LOG, "reading outcomes");
    private final Thread thread = Thread.ofPlatform().name("argosy-collector").unstarted(this::run);

    private volatile boolean running = true;
    private volatile boolean writeOnClose = true;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * @param kafka how to reach Kafka: client properties
     */
    public Collector(
            Map<String, Object> kafka,
            ObjectStore store,
            OutcomeLedger ledger,
            CollectorSettings settings,
            InstantSource clock,
            MeterRegistry registry) {
        this.kafka = Map.copyOf(kafka);
        this.ledger = ledger;
        this.settings = settings;
        this.metrics = new CollectorMetrics(registry);
        this.flusher = new Flusher(store, ledger, settings.parallelPuts(), clock);
    }

    /** Begins to collect. Does not block. */
    public void start() {
        thread.start();
    }

    /** Stops, and writes what it holds if that takes no more than a few seconds; the rest is read again later. */
    @Override
    public void close() {
        running = false;
        wake();
        try {
            thread.join(CLOSE.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        flusher.close();
    }

    /** Stops as a crash would: what it holds is lost. */
    void kill() {
        writeOnClose = false;
        close();
    }

    private void run() {
        while (running) {
            try (Admin admin = Admin.create(kafka);
                    Consumer<byte[], byte[]> fresh = new KafkaConsumer<>(consumerProperties())) {
                consumer = fresh;
                collect(new CollectLoop(
                        fresh, new OutcomeTopic(admin), ledger, flusher, settings, metrics, fresh::wakeup));
            } catch (InterruptException | InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                consumer = null;
            }
        }
    }

    private void collect(CollectLoop loop) throws InterruptedException {
        loop.subscribe();
        while (running) {
            loop.turn();
            outage.succeeded();
        }
        if (writeOnClose) {
            loop.writeRest(CLOSE);
        }
    }

    private Map<String, Object> consumerProperties() {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.putIfAbsent(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // Some records at a time cost less than many small fetches; a lone one waits 100 ms at most.
        properties.putIfAbsent(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 * 1024);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        properties.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * Topics.MAX_RECORD_BYTES);
        return properties;
    }

    private void failed(RuntimeException e) {
        try {
            Thread.sleep(outage.failed(e));
        } catch (InterruptedException interrupted) {
            running = false;
        }
    }

    private void wake() {
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }
}
