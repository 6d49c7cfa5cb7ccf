package org.argosy.dispatcher.feed;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.LineParser;
import org.argosy.dispatcher.plan.Member;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Span;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.storage.FeedLane;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.jspecify.annotations.Nullable;

/**
 * Turns a line into a record of work and sends it to the partition with the least outstanding, so that a slow worker does
 * not hold what a fast one could do. The body goes as the user wrote it; a large one by reference to where it stands in
 * the input. Safe for use by any number of threads.
 */
final class WorkPublisher implements AutoCloseable {

    private static final AvroCodec<WorkItem> CODEC = AvroCodec.of(WorkItem.class);

    private final KafkaProducer<byte[], byte[]> producer;
    private final ObjectStore store;
    private final InstantSource clock;

    WorkPublisher(Map<String, Object> kafka, ObjectStore store, InstantSource clock) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        properties.putAll(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.store = store;
        this.clock = clock;
    }

    /**
     * Sends a line. The round is told when the broker has it, or that it has not.
     *
     * @param parsed the line that the reader stands on
     * @param ahead whether workers send it before what they hold
     * @param outstanding of the model's partitions; counted up
     * @return bytes sent
     * @throws KafkaException when the line could not be handed over
     */
    int publish(
            FeedLane lane,
            ShardReader line,
            LineParser parsed,
            boolean ahead,
            long epoch,
            long[] outstanding,
            LaneRound round) {
        byte[] value = CODEC.encode(item(lane, line, parsed, ahead, epoch));
        int partition = least(outstanding);
        outstanding[partition]++;
        round.sent(line.number(), parsed.estimatedTokens());
        try {
            var _ = producer.send(new ProducerRecord<>(Topics.work(lane.model()), partition, null, value), round);
        } catch (RuntimeException e) {
            round.notSent(e);
            throw e;
        }
        return value.length;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private WorkItem item(FeedLane lane, ShardReader line, LineParser parsed, boolean ahead, long epoch) {
        Member body = parsed.body();
        return new WorkItem(
                lane.batch().value(),
                line.number(),
                text(parsed.customId(), lane, line),
                lane.endpoint(),
                lane.model(),
                body(lane, line, body),
                span(body, parsed.model()),
                parsed.stream().isTrue() ? span(body, parsed.stream()) : null,
                parsed.estimatedTokens(),
                lane.expiresAt(),
                epoch,
                ahead);
    }

    private Object body(FeedLane lane, ShardReader line, Member body) {
        if (body.length() <= Topics.MAX_INLINE_BODY_BYTES) {
            return ByteBuffer.wrap(line.bytes(), body.start(), body.length());
        }
        Optional<InputFile.Place> place = line.input().place(line.offset(body.start()), body.length());
        if (place.isPresent()) {
            return new BodyRef(place.get().objectKey(), place.get().offset(), body.length());
        }
        // It stands across two segments of the input, which no reference can say.
        String key = ObjectKeys.body(lane.batch(), clock.instant());
        store.put(key, Arrays.copyOfRange(line.bytes(), body.start(), body.start() + body.length()));
        return new BodyRef(key, 0L, body.length());
    }

    private static Span span(Member body, Member member) {
        return new Span(member.start() - body.start(), member.length());
    }

    private static String text(Member member, FeedLane lane, ShardReader line) {
        @Nullable String text = member.text();
        if (text == null) {
            throw new IllegalStateException(
                    "line " + line.number() + " of " + lane.batch() + " has no custom_id, although it was planned");
        }
        return text;
    }

    private static int least(long[] outstanding) {
        int least = 0;
        for (int p = 1; p < outstanding.length; p++) {
            if (outstanding[p] < outstanding[least]) {
                least = p;
            }
        }
        return least;
    }
}
