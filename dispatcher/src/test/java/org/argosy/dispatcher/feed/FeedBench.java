package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.Planner;
import org.argosy.dispatcher.plan.PlannerSettings;
import org.argosy.dispatcher.testing.TestPlatform;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.Limits;
import org.argosy.storage.ModelUsage;
import org.argosy.storage.TenantId;
import org.argosy.storage.TokenCounts;
import org.argosy.storage.db.BatchProgress;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.ModelLeases;
import org.argosy.storage.db.OffsetMove;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.PlanRepository.Preference;
import org.argosy.storage.db.ProgressAddition;
import org.argosy.storage.db.RetryRepository;
import org.roaringbitmap.RoaringBitmap;

/** Batches that are planned, and the parts of feeding without their threads. */
final class FeedBench implements AutoCloseable {

    /** A partition that Kafka does not have, to collect what is said to have come. */
    private static final int PARTITION = 1_000;

    private final String[] models;
    private final TestPlatform platform = new TestPlatform();
    private final TenantId tenant = platform.tenant("a");
    private final LaneRepository lanes = new LaneRepository(platform.jdbi());
    private final ModelLeases leases = new ModelLeases(platform.jdbi());
    private final Admin admin = Admin.create(TestPlatform.kafka());
    private final TopicProvisioner topics = new TopicProvisioner(admin, Topics.defaults());
    private final WorkPublisher publisher = new WorkPublisher(TestPlatform.kafka(), platform.store, Clock.systemUTC());

    FeedBench(String... models) {
        this.models = models;
        topics.ensureShared();
        topics.ensureModels(List.of(models));
    }

    /** A batch whose lines take turns over the models. */
    BatchId running(int lines) {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            content.append(TestPlatform.line("id-" + i, models[i % models.length]));
        }
        BatchId batch = platform.submit(tenant, platform.upload(tenant, content.toString()));
        PlanRepository plans = new PlanRepository(platform.jdbi());
        Instant now = Instant.now();
        PlanClaim claim =
                plans.claim(Preference.OLDEST, now, now.plusSeconds(60)).orElseThrow();
        Planner planner = new Planner(
                plans,
                new RetryRepository(platform.jdbi()),
                platform.files,
                platform.store,
                TestPlatform.chatModels(models),
                Limits.defaults(),
                PlannerSettings.defaults(),
                Clock.systemUTC());
        try {
            assertThat(planner.plan(claim)).isEqualTo(Planner.Result.PLANNED);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return batch;
    }

    /** Publishes one line each turn. */
    Feeder feeder(String model, ShardMemory memory) {
        return new Feeder(
                model,
                lanes,
                this::input,
                publisher,
                memory,
                FeedSettings.defaults().withShares(new FeedShares(1, 0.5, 0.5, Duration.ZERO, 0)),
                _ -> 1,
                new ModelMemory(),
                Clock.systemUTC());
    }

    LostWork lostWork() {
        FeedSettings settings = FeedSettings.defaults();
        return new LostWork(
                topics,
                new Outstanding(admin),
                lanes,
                leases,
                this::input,
                publisher,
                new ShardMemory(settings.shardBytes()),
                settings,
                Clock.systemUTC());
    }

    /** Takes a model's lease, for no time at all. */
    long take(String model, String owner) {
        Instant now = Instant.now();
        Long epoch = leases.take(List.of(model), owner, now, now).get(model);
        return Optional.ofNullable(epoch).orElseThrow();
    }

    /** Publishes so many lines of a model. */
    void feed(String model, int lines) throws InterruptedException {
        try (Feeder feeder = feeder(model, new ShardMemory(1 << 20))) {
            assertThat(feeder.round(lines, 0, new long[1], take(model, "feeder"))
                            .lines())
                    .isEqualTo(lines);
        }
    }

    /** Collects the success of lines. */
    void collect(BatchId batch, String model, int... lines) {
        OutcomeLedger ledger = new OutcomeLedger(platform.jdbi(), Duration.ofDays(1));
        long offset = ledger.claim(PARTITION, "none");
        BatchProgress base =
                Optional.ofNullable(ledger.load(List.of(batch)).get(batch)).orElseThrow();
        ledger.record(
                new OffsetMove(PARTITION, "none", offset, offset + 1),
                List.of(new ProgressAddition(
                        base,
                        RoaringBitmap.bitmapOf(lines),
                        lines.length,
                        0,
                        0,
                        TokenCounts.NONE,
                        List.of(new ModelUsage(model, lines.length, 0, TokenCounts.NONE)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                Instant.now());
    }

    /** Claims that every outcome there is has been collected. */
    void collectAllOutcomes() throws InterruptedException, ExecutionException {
        platform.collectAllOutcomes();
    }

    int published(BatchId batch, String model) {
        return platform.jdbi()
                .withHandle(h -> h.createQuery(
                                "select published_lines from lane where batch_id = :batch and model = :model")
                        .bind("batch", batch.value())
                        .bind("model", model)
                        .mapTo(Integer.class)
                        .one());
    }

    /** Records that were ever published for a model. */
    long records(String model) throws InterruptedException, ExecutionException {
        String topic = Topics.work(model);
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        admin.describeTopics(Set.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .forEach(p -> partitions.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
        return admin.listOffsets(partitions).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private InputFile input(FeedLane lane) {
        return new InputFile(platform.store, List.copyOf(platform.files.inputSegments(lane.batch())));
    }

    @Override
    public void close() {
        publisher.close();
        admin.close(Duration.ofSeconds(5));
        platform.close();
    }
}
