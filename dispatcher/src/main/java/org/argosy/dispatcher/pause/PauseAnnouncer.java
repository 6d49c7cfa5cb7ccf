package org.argosy.dispatcher.pause;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Pauses;
import org.argosy.storage.Pause;
import org.argosy.storage.db.PauseRepository;

/**
 * Tells the workers, who see no database, which models and clusters are paused: the whole state whenever it has changed, at
 * the start, and now and then while anything is paused, should Kafka have lost it. Any number of announcers may run: the
 * version tells workers which state is the newest. Thread-safe.
 */
public final class PauseAnnouncer implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final byte[] KEY = "pauses".getBytes(StandardCharsets.UTF_8);
    private static final Duration SEND = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final AvroCodec<Pauses> codec = AvroCodec.of(Pauses.class);
    private final PauseRepository pauses;
    private final Producer<byte[], byte[]> producer;
    private final PeriodicLoop loop;
    private long announced = Long.MIN_VALUE;
    private long announcedNanos;

    /**
     * @param kafka how to reach Kafka: client properties
     */
    public PauseAnnouncer(PauseRepository pauses, Map<String, Object> kafka) {
        this.pauses = pauses;
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.loop = new PeriodicLoop("argosy-pause-announcer", LOOK, this::look);
    }

    /** Begins to look for changes. Does not block. */
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
        producer.close(CLOSE);
    }

    private void look() throws InterruptedException, ExecutionException, TimeoutException {
        Optional<PauseRepository.State> state = pauses.state();
        if (state.isEmpty()) {
            return;
        }
        boolean due = !state.get().paused().isEmpty() && System.nanoTime() - announcedNanos > REPEAT_NANOS;
        if (state.get().version() == announced && !due) {
            return;
        }
        Pauses order = new Pauses(
                state.get().version(), names(state.get(), Pause.Kind.MODEL), names(state.get(), Pause.Kind.CLUSTER));
        producer.send(new ProducerRecord<>(Topics.PAUSES, KEY, codec.encode(order)))
                .get(SEND.toSeconds(), TimeUnit.SECONDS);
        announced = state.get().version();
        announcedNanos = System.nanoTime();
    }

    private static List<String> names(PauseRepository.State state, Pause.Kind kind) {
        return state.paused().stream()
                .filter(pause -> pause.kind() == kind)
                .map(Pause::name)
                .toList();
    }
}
