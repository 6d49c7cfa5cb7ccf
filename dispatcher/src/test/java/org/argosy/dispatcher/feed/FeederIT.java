package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.Planner;
import org.argosy.dispatcher.plan.PlannerSettings;
import org.argosy.dispatcher.testing.TestPlatform;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.Limits;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.ModelLeases;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.PlanRepository.Preference;
import org.argosy.storage.db.RetryRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeederIT {

    private static final long PATIENCE_SECONDS = 60;

    private final String model = "feeder/" + UUID.randomUUID();
    private final TestPlatform platform = new TestPlatform();
    private final TenantId tenant = platform.tenant("a");
    private final LaneRepository lanes = new LaneRepository(platform.jdbi());
    private final ModelLeases leases = new ModelLeases(platform.jdbi());
    private final WorkPublisher publisher = new WorkPublisher(TestPlatform.kafka(), platform.store, Clock.systemUTC());

    @BeforeEach
    void start() {
        try (Admin admin = Admin.create(TestPlatform.kafka())) {
            new TopicProvisioner(admin, Topics.defaults()).ensureModels(List.of(model));
        }
    }

    @AfterEach
    void stop() {
        publisher.close();
        platform.close();
    }

    @Test
    void shouldFeedManyLanesInLessMemoryThanTheirShardsTake() throws Exception {
        List<BatchId> batches = IntStream.range(0, 5).mapToObj(_ -> running(20)).toList();
        long epoch = take("one");

        try (Feeder feeder = feeder(new ShardMemory(1))) {
            assertThat(round(feeder, 100, epoch).lines()).isEqualTo(100);
        }

        assertThat(batches).extracting(this::published).containsOnly(20);
    }

    private Feeder.Round round(Feeder feeder, int room, long epoch) throws Exception {
        CompletableFuture<Feeder.Round> round = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                round.complete(feeder.round(room, 0, new long[1], epoch));
            } catch (Throwable e) {
                round.completeExceptionally(e);
            }
        });
        try {
            return round.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            thread.interrupt();
        }
    }

    private long take(String owner) {
        Instant now = Instant.now();
        Long epoch = leases.take(List.of(model), owner, now, now).get(model);
        return Optional.ofNullable(epoch).orElseThrow();
    }

    /** One line each turn. */
    private Feeder feeder(ShardMemory memory) {
        FeedSettings settings = FeedSettings.defaults().withShares(new FeedShares(1, 0.5, 0.5, Duration.ZERO, 0));
        return new Feeder(
                model, lanes, this::input, publisher, memory, settings, _ -> 1, new ModelMemory(), Clock.systemUTC());
    }

    private InputFile input(FeedLane lane) {
        return new InputFile(platform.store, List.copyOf(platform.files.inputSegments(lane.batch())));
    }

    private BatchId running(int lines) {
        StringBuilder content = new StringBuilder();
        IntStream.rangeClosed(1, lines).forEach(i -> content.append(TestPlatform.line("id-" + i, model)));
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
                TestPlatform.chatModels(model),
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

    private int published(BatchId batch) {
        return platform.jdbi()
                .withHandle(h -> h.createQuery("select published_lines from lane where batch_id = :batch")
                        .bind("batch", batch.value())
                        .mapTo(Integer.class)
                        .one());
    }
}
