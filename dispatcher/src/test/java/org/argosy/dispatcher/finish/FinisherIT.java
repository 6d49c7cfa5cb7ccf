package org.argosy.dispatcher.finish;

import static org.argosy.dispatcher.testing.DispatcherFixture.answer;
import static org.argosy.dispatcher.testing.DispatcherFixture.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.argosy.dispatcher.collect.Collector;
import org.argosy.dispatcher.collect.CollectorSettings;
import org.argosy.dispatcher.testing.DispatcherFixture;
import org.argosy.dispatcher.testing.FailingStore;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Control;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.db.FinishRepository;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FinisherIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final DispatcherFixture fixture = new DispatcherFixture();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : running) {
            part.close();
        }
        fixture.close();
    }

    @Test
    @Tag("batches.cancel.partial")
    void shouldWaitForOpenLinesAndThenFailTheRestWhenCancelled() {
        BatchId id = fixture.runningBatch(600, 300, now().plus(LONG));
        collect();
        finish(fixture.store, LONG);
        fixture.publish(answers(id, 1, 200));
        await().atMost(PATIENCE).until(() -> fixture.batch(id).counts().completed() == 200);

        cancel(id);

        await().atMost(PATIENCE).until(() -> drops().contains(id.value()));
        assertThat(fixture.batch(id).state()).isInstanceOf(BatchState.Cancelling.class);
        fixture.publish(answers(id, 201, 300));
        Batch batch = ended(id);
        assertThat(batch.counts()).isEqualTo(new RequestCounts(600, 300, 300));
        BatchState.Cancelled cancelled = (BatchState.Cancelled) batch.state();
        assertThat(ids(cancelled.results().output().orElseThrow())).isEqualTo(expected(1, 300));
        FileId error = cancelled.results().error().orElseThrow();
        assertThat(ids(error)).isEqualTo(expected(301, 600));
        JsonNode line = JSON.readTree(fixture.lines(error).getFirst());
        assertThat(line.get("response").isNull()).isTrue();
        assertThat(line.at("/error/code").asString()).isEqualTo("batch_cancelled");
        fixture.assertAligned(id);
    }

    @Test
    @Tag("batches.cancel.partial")
    void shouldFailOpenLinesWhenTheGraceIsOverAndDropWhatComesLater() {
        BatchId id = fixture.runningBatch(10, 10, now().plus(LONG));
        collect();
        finish(fixture.store, SHORT);
        fixture.publish(answers(id, 1, 4));
        await().atMost(PATIENCE).until(() -> fixture.batch(id).counts().completed() == 4);

        cancel(id);

        assertThat(ended(id).counts()).isEqualTo(new RequestCounts(10, 4, 6));
        fixture.publish(answers(id, 5, 10));
        await().atMost(PATIENCE)
                .until(() -> metrics.get("argosy.collector.dropped")
                                .tag("reason", "batch-ended")
                                .counter()
                                .count()
                        >= 6);
        assertThat(fixture.batch(id).counts()).isEqualTo(new RequestCounts(10, 4, 6));
        assertEachLineOnce(id);
    }

    @Test
    @Tag("batches.expiry")
    void shouldExpireWhenTheWindowIsOver() {
        BatchId id = fixture.runningBatch(700, 300, now().plusSeconds(1));
        collect();
        finish(fixture.store, SHORT);
        fixture.publish(answers(id, 1, 250));

        Batch batch = ended(id);

        BatchState.Expired expired = (BatchState.Expired) batch.state();
        assertThat(expired.finalizingAt()).isPresent();
        assertThat(batch.counts()).isEqualTo(new RequestCounts(700, 250, 450));
        FileId error = expired.results().error().orElseThrow();
        assertThat(JSON.readTree(fixture.lines(error).getLast())
                        .at("/error/code")
                        .asString())
                .isEqualTo("batch_expired");
        assertEachLineOnce(id);
    }

    @Test
    void shouldCompleteWhenTheLastLineComesWithinTheGrace() {
        BatchId id = fixture.runningBatch(3, 3, now().minusSeconds(1));
        finish(fixture.store, LONG);
        await().atMost(PATIENCE).until(() -> fixture.batch(id).state() instanceof BatchState.Finalizing);
        collect();

        fixture.publish(answers(id, 1, 3));

        assertThat(ended(id).state()).isInstanceOf(BatchState.Completed.class);
    }

    @Test
    @Tag("batches.cancel.validating")
    void shouldEndWithoutFilesWhenNeverPlanned() {
        BatchId cancelled = fixture.validatingBatch(fixture.input(1), now().plus(LONG));
        BatchId expired = fixture.validatingBatch(fixture.input(1), now().minusSeconds(1));
        cancel(cancelled);

        finish(fixture.store, LONG);

        BatchState.Ended one = (BatchState.Ended) ended(cancelled).state();
        BatchState.Ended two = (BatchState.Ended) ended(expired).state();
        assertThat(one).isInstanceOf(BatchState.Cancelled.class);
        assertThat(two).isInstanceOf(BatchState.Expired.class);
        assertThat(one.results()).isEqualTo(BatchResults.NONE);
        assertThat(two.results()).isEqualTo(BatchResults.NONE);
        assertThat(fixture.batch(cancelled).counts()).isEqualTo(RequestCounts.NONE);
    }

    @Test
    void shouldEndTheBatchWhenItsInputIsGone() {
        BatchId id = fixture.runningBatch(5, 0, now().plus(LONG));
        fixture.store.delete(List.of(ObjectKeys.file(fixture.batch(id).request().inputFile())));
        cancel(id);

        finish(fixture.store, LONG);

        Batch batch = ended(id);
        assertThat(batch.counts()).isEqualTo(new RequestCounts(5, 0, 5));
        assertThat(((BatchState.Cancelled) batch.state()).results()).isEqualTo(BatchResults.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldWriteEachLineOnceWhenFinishersDieAndOutcomesStillCome(long seed) {
        Random random = new Random(seed);
        ObjectStore store = new FailingStore(
                fixture.store, () -> ThreadLocalRandom.current().nextInt(40) == 0);
        collect();
        List<BatchId> ids = new ArrayList<>();
        for (int size : new int[] {1, 30, 900, 3000}) {
            BatchId id = fixture.runningBatch(size, size, now().plus(LONG));
            ids.add(id);
            fixture.publish(random.ints(size / 3, 1, size + 1)
                    .mapToObj(l -> answer(id, l))
                    .toList());
        }
        ids.forEach(this::cancel);
        finish(store, Duration.ZERO);
        Finisher second = finish(store, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            for (BatchId id : ids) {
                fixture.publish(IntStream.range(0, 20)
                        .mapToObj(_ -> answer(
                                id,
                                1 + random.nextInt(fixture.batch(id).counts().total())))
                        .toList());
            }
            if (i == 4) {
                second.close();
            }
        }

        for (BatchId id : ids) {
            ended(id);
            assertEachLineOnce(id);
        }
        fixture.assertUsage(ids);
    }

    private void assertEachLineOnce(BatchId id) {
        Batch batch = fixture.batch(id);
        BatchResults results = ((BatchState.Ended) batch.state()).results();
        Set<String> all = new HashSet<>();
        int[] counts = {0, 0};
        results.output()
                .ifPresent(file -> ids(file).forEach(c -> {
                    assertThat(all.add(c)).isTrue();
                    counts[0]++;
                }));
        results.error()
                .ifPresent(file -> ids(file).forEach(c -> {
                    assertThat(all.add(c)).isTrue();
                    counts[1]++;
                }));
        assertThat(all).isEqualTo(expected(1, batch.counts().total()));
        assertThat(batch.counts()).isEqualTo(new RequestCounts(all.size(), counts[0], counts[1]));
        fixture.assertAligned(id);
    }

    private Set<String> ids(FileId file) {
        List<String> lines = fixture.lines(file);
        Set<String> ids = new HashSet<>();
        for (String line : lines) {
            assertThat(ids.add(JSON.readTree(line).get("custom_id").asString())).isTrue();
        }
        return ids;
    }

    private static Set<String> expected(int first, int last) {
        Set<String> ids = new HashSet<>();
        IntStream.rangeClosed(first, last).forEach(l -> ids.add("c" + l));
        return ids;
    }

    private void cancel(BatchId id) {
        BatchState.Cancellable state =
                (BatchState.Cancellable) fixture.batch(id).state();
        Instant now = now();
        assertThat(fixture.batches.move(id, state, state.cancel(now), new OutboxMessage("none", "k", new byte[0]), now))
                .isTrue();
    }

    private Batch ended(BatchId id) {
        return await().atMost(PATIENCE)
                .until(() -> fixture.batch(id), b -> b.state().status().ended());
    }

    private Set<String> drops() {
        AvroCodec<Control> codec = AvroCodec.of(Control.class);
        Set<String> dropped = new HashSet<>();
        try (var consumer =
                new KafkaConsumer<>(fixture.kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition control = new TopicPartition(Topics.CONTROL, 0);
            consumer.assign(List.of(control));
            consumer.seekToBeginning(List.of(control));
            consumer.poll(Duration.ofSeconds(1))
                    .forEach(r -> dropped.add(codec.decode(r.value()).getBatchId()));
        }
        return dropped;
    }

    private static List<Outcome> answers(BatchId id, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(l -> answer(id, l)).toList();
    }

    private void collect() {
        Collector collector = new Collector(
                fixture.kafka,
                fixture.store,
                new OutcomeLedger(fixture.database.jdbi(), LIFETIME),
                CollectorSettings.defaults(),
                Clock.systemUTC(),
                metrics);
        collector.start();
        running.add(collector);
    }

    private Finisher finish(ObjectStore store, Duration grace) {
        FinisherSettings settings = new FinisherSettings(
                Duration.ofMillis(100), Duration.ofMillis(200), grace, grace, Duration.ofSeconds(3), 4000, 2);
        Finisher finisher = new Finisher(
                fixture.kafka,
                store,
                new FinishRepository(fixture.database.jdbi(), LIFETIME),
                fixture.files,
                new RetryRepository(fixture.database.jdbi()),
                settings,
                Clock.systemUTC());
        finisher.start();
        running.add(finisher);
        return finisher;
    }
}
