package org.argosy.dispatcher.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.db.DatabaseSignal;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.OutboxRepository;
import org.argosy.storage.db.OutboxRepository.Drained;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the outbox holds to Kafka, within milliseconds of the commit: PostgreSQL calls it by a notification, and a
 * poll backs that up. A message leaves the outbox when Kafka has acknowledged it, so that a crash in between sends it
 * twice and never not at all. Any number of relays may run. Holds one connection of the pool to listen.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Duration SLICE = Duration.ofMillis(200);
    private static final int QUIET_POLLS_BEFORE_PROBE = 30;

    private final OutboxRepository outbox;
    private final Producer<String, byte[]> producer;
    private final RelaySettings settings;
    private final RelayMetrics metrics;
    private final PeriodicLoop loop;
    private @Nullable DatabaseSignal signal;
    private int quietPolls;

    /**
     * @param producer made with {@link #producerProperties}; stays open when the relay is closed
     */
    public OutboxRelay(
            OutboxRepository outbox,
            Producer<String, byte[]> producer,
            RelaySettings settings,
            InstantSource clock,
            MeterRegistry registry) {
        this.outbox = outbox;
        this.producer = producer;
        this.settings = settings;
        this.metrics = new RelayMetrics(registry, clock);
        this.loop = new PeriodicLoop("argosy-outbox-relay", Duration.ZERO, this::round);
    }

    /** The client properties with what the relay wants of its producer: no lingering, and to hear soon of an outage. */
    public static Map<String, Object> producerProperties(Map<String, Object> kafka) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }

    public void start() {
        loop.start();
    }

    /** Stops within moments; what was not sent stays in the outbox. */
    @Override
    public void close() {
        loop.close();
        silence();
    }

    private void round() throws InterruptedException {
        try {
            DatabaseSignal listening = listen();
            Drained drained = drainAll();
            if (!drained.failures().isEmpty()) {
                Exception first = drained.failures().getFirst();
                throw new IllegalStateException(
                        drained.failures().size() + " messages of the outbox could not be sent to Kafka", first);
            }
            await(listening);
        } catch (RuntimeException e) {
            silence();
            throw e;
        }
    }

    private Drained drainAll() throws InterruptedException {
        Drained drained;
        do {
            drained = outbox.drain(settings.batch(), this::send, settings.patience());
            metrics.drained(drained);
        } while (drained.sent() == settings.batch() && !loop.stopping());
        return drained;
    }

    private Future<?> send(OutboxMessage message) {
        return producer.send(new ProducerRecord<>(message.topic(), message.key(), message.payload()));
    }

    private void await(DatabaseSignal listening) {
        long deadline = System.nanoTime() + settings.poll().toNanos();
        while (!loop.stopping() && System.nanoTime() < deadline) {
            if (listening.await(SLICE.compareTo(settings.poll()) < 0 ? SLICE : settings.poll())) {
                quietPolls = 0;
                return;
            }
        }
        quietPolls++;
        if (quietPolls == QUIET_POLLS_BEFORE_PROBE) {
            quietPolls = 0;
            listening.probe();
        }
    }

    private DatabaseSignal listen() {
        DatabaseSignal listening = signal;
        if (listening == null) {
            listening = outbox.listen();
            signal = listening;
        }
        return listening;
    }

    private void silence() {
        DatabaseSignal listening = signal;
        signal = null;
        if (listening != null) {
            listening.close();
        }
    }
}
