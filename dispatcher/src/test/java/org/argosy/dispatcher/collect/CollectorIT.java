package org.argosy.dispatcher.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.argosy.dispatcher.testing.DispatcherFixture.answer;
import static org.argosy.dispatcher.testing.DispatcherFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.argosy.dispatcher.testing.DispatcherFixture;
import org.argosy.dispatcher.testing.FailingStore;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.FileId;
import org.argosy.storage.RequestCounts;
import org.argosy.storage.StoredFile;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.objects.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CollectorIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DispatcherFixture fixture = new DispatcherFixture();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Collector> collectors = new ArrayList<>();

    @AfterEach
    void close() {
        collectors.forEach(Collector::kill);
        fixture.close();
    }

    @Test
    @Tag("batches.usage")
    void shouldCompleteABatchWhenItsLastOutcomeComes() {
        BatchId id = fixture.runningBatch(3);
        start();

        fixture.publish(answer(id, 1), answer(id, 3, 400, json("{\"error\":{}}")));
        await().atMost(PATIENCE).until(() -> fixture.batch(id).counts().owed() == 1);
        assertThat(fixture.batch(id).state()).isInstanceOf(BatchState.InProgress.class);
        fixture.publish(failure(id, 2, "request_timeout"));

        Batch batch = ended(id);
        BatchState.Completed completed = (BatchState.Completed) batch.state();
        assertThat(completed.finalizingAt()).isPresent();
        assertThat(batch.counts()).isEqualTo(new RequestCounts(3, 1, 2));
        assertThat(batch.usage()).isEqualTo(new TokenCounts(2, 0, 2, 0, 4));
        assertThat(batch.pace().lines()).isPositive().isLessThanOrEqualTo(3);
        assertThat(batch.pace().tokens()).isPositive().isLessThanOrEqualTo(4);
        FileId output = completed.results().output().orElseThrow();
        assertThat(customIds(output)).containsExactly("c1");
        assertThat(customIds(completed.results().error().orElseThrow())).containsExactly("c3", "c2");
        StoredFile file = fixture.files
                .find(fixture.tenant(), output, DispatcherFixture.now())
                .orElseThrow();
        assertThat(file.filename()).isEqualTo(id + "_output.jsonl");
        assertThat(file.expiresAt()).contains(file.createdAt().plus(Duration.ofDays(30)));
        assertThat(file.bytes()).isEqualTo(fixture.lines(output).getFirst().getBytes(UTF_8).length + 1);
    }

    @Test
    @Tag("batches.files")
    void shouldHaveNoOutputFileWhenEveryLineFailed() {
        BatchId id = fixture.runningBatch(2);
        start();

        fixture.publish(failure(id, 1, "request_timeout"), answer(id, 2, 500, json("<html>\n</html>")));

        BatchState.Completed completed = (BatchState.Completed) ended(id).state();
        assertThat(completed.results().output()).isEmpty();
        List<String> lines = fixture.lines(completed.results().error().orElseThrow());
        assertThat(JSON.readTree(lines.getLast()).at("/response/body").asString())
                .isEqualTo("<html>\n</html>");
    }

    @Test
    void shouldEndAsExpiredWhenALineWasGivenUpForTime() {
        BatchId id = fixture.runningBatch(2);
        start();

        fixture.publish(answer(id, 1), failure(id, 2, "batch_expired"));

        assertThat(ended(id).state()).isInstanceOf(BatchState.Expired.class);
        assertThat(fixture.batch(id).counts()).isEqualTo(new RequestCounts(2, 1, 1));
    }

    @Test
    void shouldEndAsCancelledWhenTheLastOutcomeComesWhileCancelling() {
        BatchId id = fixture.runningBatch(2);
        BatchState.InProgress state = (BatchState.InProgress) fixture.batch(id).state();
        fixture.batches.move(
                id,
                state,
                state.cancel(DispatcherFixture.now()),
                new OutboxMessage("none", "k", new byte[0]),
                DispatcherFixture.now());
        start();

        fixture.publish(answer(id, 1), failure(id, 2, "batch_cancelled"));

        BatchState.Cancelled cancelled = (BatchState.Cancelled) ended(id).state();
        assertThat(customIds(cancelled.results().output().orElseThrow())).containsExactly("c1");
        assertThat(customIds(cancelled.results().error().orElseThrow())).containsExactly("c2");
    }

    @Test
    void shouldDropRepeatsOverFlushesAndRestarts() {
        BatchId id = fixture.runningBatch(4);
        Collector first = start();
        fixture.publish(answer(id, 1), answer(id, 1), failure(id, 1, "request_timeout"), answer(id, 2));
        await().atMost(PATIENCE).until(() -> fixture.batch(id).counts().owed() == 2);
        fixture.publish(answer(id, 2), failure(id, 1, "request_timeout"), answer(id, 3));
        await().atMost(PATIENCE).until(() -> fixture.batch(id).counts().owed() == 1);
        first.close();
        fixture.publish(answer(id, 3), answer(id, 4), answer(id, 4));
        start();

        BatchState.Completed completed = (BatchState.Completed) ended(id).state();
        assertThat(customIds(completed.results().output().orElseThrow())).containsExactly("c1", "c2", "c3", "c4");
        assertThat(completed.results().error()).isEmpty();

        fixture.publish(answer(id, 1), answer(id, 2));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dropped("batch-ended")).isGreaterThanOrEqualTo(2));
        assertThat(fixture.batch(id).counts()).isEqualTo(new RequestCounts(4, 4, 0));
    }

    @Test
    void shouldTakeEveryOutcomeThoughItRemembersOnlyTheBatchOfTheLast() {
        List<BatchId> ids =
                IntStream.range(0, 20).mapToObj(_ -> fixture.runningBatch(2)).toList();
        fixture.publishTo(0, ids.stream().map(id -> answer(id, 1)).toList());
        CollectorSettings usual = CollectorSettings.defaults();
        start(
                fixture.store,
                Collector.GROUP,
                new CollectorSettings(
                        usual.bufferBytes(),
                        usual.flushBytes(),
                        usual.minAge(),
                        usual.maxAge(),
                        1,
                        usual.parallelPuts()));
        await().atMost(PATIENCE)
                .until(() ->
                        ids.stream().allMatch(id -> fixture.batch(id).counts().owed() == 1));

        fixture.publishTo(0, ids.stream().map(id -> answer(id, 2)).toList());

        ids.forEach(id -> assertThat(ended(id).counts()).isEqualTo(new RequestCounts(2, 2, 0)));
    }

    @Test
    void shouldWriteOnceWhenThePutSucceededAndTheCommitNeverCame() {
        BatchId id = fixture.runningBatch(50);
        AtomicBoolean failing = new AtomicBoolean(true);
        start(new FailingStore(fixture.store, () -> failing.getAndSet(false)), "argosy-collector");

        fixture.publish(answers(id, 1, 50));

        BatchState.Completed completed = (BatchState.Completed) ended(id).state();
        assertThat(customIds(completed.results().output().orElseThrow()))
                .hasSize(50)
                .doesNotHaveDuplicates();
        assertThat(fixture.segmentObjects(fixture.store))
                .isGreaterThan(fixture.files
                        .segments(completed.results().output().orElseThrow())
                        .size());
    }

    @Test
    void shouldWriteOnceWhenTwoCollectorsHaveThePartition() {
        List<BatchId> ids =
                IntStream.range(0, 5).mapToObj(_ -> fixture.runningBatch(400)).toList();
        start(fixture.store, "argosy-collector");
        start(fixture.store, "argosy-collector-stale");

        for (int line = 1; line <= 400; line += 20) {
            for (BatchId id : ids) {
                fixture.publish(answers(id, line, line + 19));
            }
        }

        for (BatchId id : ids) {
            BatchState.Completed completed = (BatchState.Completed) ended(id).state();
            assertThat(customIds(completed.results().output().orElseThrow()))
                    .hasSize(400)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldStreamLargeBodiesFromTheStore() {
        BatchId id = fixture.runningBatch(6);
        String text = "x".repeat(700_000);
        BodyRef json = body("{\"text\":\n\"" + text + "\"\n}");
        BodyRef html = body("<p>" + text + "\n\"</p>");
        BodyRef error = body("{\"error\":\"" + text + "\"}");
        start();

        fixture.publish(
                answer(id, 1, 200, json),
                answer(id, 2, 200, html),
                answer(id, 3, 500, error),
                answer(id, 4, 200, new BodyRef("bodies/gone", 0L, 10)),
                answer(id, 5),
                failure(id, 6, "request_timeout"));

        Batch batch = ended(id);
        assertThat(batch.counts()).isEqualTo(new RequestCounts(6, 3, 3));
        BatchResults results = ((BatchState.Completed) batch.state()).results();
        ObjectNode lines = byCustomId(results.output().orElseThrow());
        assertThat(lines.at("/c1/response/body/text").asString()).isEqualTo(text);
        assertThat(lines.at("/c2/response/body").asString()).isEqualTo("<p>" + text + "\n\"</p>");
        assertThat(lines.propertyNames()).containsExactlyInAnyOrder("c1", "c2", "c5");
        ObjectNode errors = byCustomId(results.error().orElseThrow());
        assertThat(errors.at("/c3/response/body/error").asString()).isEqualTo(text);
        assertThat(errors.at("/c4/error/code").asString()).isEqualTo("result_lost");
        fixture.assertAligned(id);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    @Tag("output.once")
    @Tag("usage.exact")
    void shouldWriteEachLineOnceWhateverDies(long seed) {
        Random random = new Random(seed);
        Map<BatchId, Integer> sizes = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (int size : new int[] {1, 7, 300, 1200, 2500}) {
            BatchId id = fixture.runningBatch(size);
            sizes.put(id, size);
            outcomes.addAll(answers(id, 1, size));
            random.ints(size / 3, 1, size + 1).forEach(line -> outcomes.add(failure(id, line, "request_timeout")));
        }
        Collections.shuffle(outcomes, random);
        ObjectStore store = new FailingStore(
                fixture.store, () -> ThreadLocalRandom.current().nextInt(20) == 0);
        Collector collector = start(store, "argosy-collector");
        for (int from = 0; from < outcomes.size(); ) {
            int to = Math.min(outcomes.size(), from + 1 + random.nextInt(700));
            fixture.publish(outcomes.subList(from, to));
            from = to;
            if (random.nextInt(3) == 0) {
                collector.kill();
                collector = start(store, "argosy-collector");
            }
        }

        sizes.forEach((id, size) -> {
            Batch batch = ended(id);
            BatchResults results = ((BatchState.Completed) batch.state()).results();
            List<String> output = results.output().map(this::customIds).orElse(List.of());
            List<String> error = results.error().map(this::customIds).orElse(List.of());
            assertThat(batch.counts()).isEqualTo(new RequestCounts(size, output.size(), error.size()));
            List<String> all = new ArrayList<>(output);
            all.addAll(error);
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, size)
                            .mapToObj(l -> "c" + l)
                            .toList());
            fixture.assertAligned(id);
        });
        fixture.assertUsage(sizes.keySet());
    }

    private Collector start() {
        return start(fixture.store, Collector.GROUP);
    }

    private Collector start(ObjectStore store, String group) {
        return start(store, group, CollectorSettings.defaults());
    }

    private Collector start(ObjectStore store, String group, CollectorSettings settings) {
        Map<String, Object> kafka = new HashMap<>(fixture.kafka);
        kafka.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        Collector collector = new Collector(
                kafka,
                store,
                new OutcomeLedger(fixture.database.jdbi(), Duration.ofDays(30)),
                settings,
                Clock.systemUTC(),
                metrics);
        collector.start();
        collectors.add(collector);
        return collector;
    }

    private Batch ended(BatchId id) {
        return await().atMost(PATIENCE)
                .until(() -> fixture.batch(id), b -> b.state().status().ended());
    }

    private double dropped(String reason) {
        return metrics.get("argosy.collector.dropped")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static List<Outcome> answers(BatchId id, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(l -> answer(id, l)).toList();
    }

    private static ByteBuffer json(String body) {
        return ByteBuffer.wrap(body.getBytes(UTF_8));
    }

    private BodyRef body(String content) {
        byte[] padded = ("before" + content + "behind").getBytes(UTF_8);
        String key = "bodies/" + content.hashCode();
        fixture.store.put(key, padded);
        return new BodyRef(key, 6L, padded.length - 12);
    }

    private List<String> customIds(FileId file) {
        return fixture.lines(file).stream()
                .map(l -> JSON.readTree(l).get("custom_id").asString())
                .toList();
    }

    private ObjectNode byCustomId(FileId file) {
        ObjectNode lines = JSON.createObjectNode();
        for (String text : fixture.lines(file)) {
            JsonNode line = JSON.readTree(text);
            assertThat(lines.has(line.get("custom_id").asString())).isFalse();
            lines.set(line.get("custom_id").asString(), line);
        }
        return lines;
    }
}
