package org.argosy.dispatcher.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.argosy.dispatcher.plan.Planner;
import org.argosy.dispatcher.plan.PlannerSettings;
import org.argosy.dispatcher.plan.PlanningLoop;
import org.argosy.dispatcher.testing.SlowStore;
import org.argosy.dispatcher.testing.TestPlatform;
import org.argosy.dispatcher.testing.WorkDrain;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.BatchId;
import org.argosy.storage.Limits;
import org.argosy.storage.ModelCatalog;
import org.argosy.storage.Pause;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.ModelLeases;
import org.argosy.storage.db.ModelPaces;
import org.argosy.storage.db.PauseRepository;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.RetryRepository;
import org.argosy.storage.db.RouteReportRepository;
import org.argosy.storage.db.StandingRepository;
import org.argosy.storage.objects.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String model = "feeding/" + UUID.randomUUID();
    private final TestPlatform platform = new TestPlatform();
    private final String other = "feeding/" + UUID.randomUUID();
    private final ModelCatalog catalog = TestPlatform.chatModels(model, other);
    private final PlanningLoop planning = planning();
    private FeedingService feeding =
            service(platform.store, FeedSettings.defaults().audit());

    @BeforeEach
    void start() {
        try (Admin admin = Admin.create(TestPlatform.kafka())) {
            new TopicProvisioner(admin, Topics.defaults()).ensureShared();
        }
        feeding.start();
        planning.start();
    }

    @AfterEach
    void stop() {
        planning.close();
        feeding.close();
        platform.close();
    }

    @Test
    void shouldPublishEveryLineOnceWhenNothingFails() {
        BatchId batch = submit("a", 3_000);

        try (WorkDrain drain = new WorkDrain(model)) {
            await().atMost(PATIENCE).until(() -> drain.lines(batch).size() >= 3_000);
            assertThat(drain.lines(batch)).hasSize(3_000).doesNotHaveDuplicates();
        }
        await().atMost(PATIENCE).until(() -> published(batch) == 3_000);
    }

    @Test
    void shouldKeepKafkaShallowWhenNobodyWorks() {
        BatchId batch = submit("a", 3_000);

        await().atMost(PATIENCE).until(() -> published(batch) > 0);
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> published(batch) <= 64);
    }

    @Test
    void shouldPublishNothingMoreWhenTheBatchIsCancelled() {
        BatchId batch = submit("a", 3_000);
        await().atMost(PATIENCE).until(() -> published(batch) > 0);
        assertThat(platform.cancel(batch)).isTrue();

        try (WorkDrain drain = new WorkDrain(model)) {
            await().atMost(PATIENCE).until(() -> !drain.lines(batch).isEmpty());
            await().during(Duration.ofSeconds(2))
                    .atMost(PATIENCE)
                    .until(() -> drain.lines(batch).size() <= 128);
        }
    }

    @Test
    void shouldLetASmallBatchOfAnotherTenantOvertakeALargeOne() {
        BatchId large = submit("a", 5_000);
        await().atMost(PATIENCE).until(() -> published(large) > 0);
        BatchId small = submit("b", 20);

        try (WorkDrain drain = new WorkDrain(model)) {
            await().atMost(PATIENCE).until(() -> drain.lines(small).size() == 20);
            assertThat(drain.all().indexOf(small + ":20")).isLessThan(2_500);
        }
    }

    @Test
    void shouldPublishNothingOfWhatIsPausedUntilItIsResumed() {
        StandingRepository standings = new StandingRepository(platform.jdbi());
        PauseRepository pauses = new PauseRepository(platform.jdbi());
        pauses.set(Pause.Kind.MODEL, model, true, Instant.now());
        BatchId batch = submit("a", 20);
        BatchId other = submit("a", 20);
        await().atMost(PATIENCE).until(() -> planned(batch) && planned(other));
        assertThat(standings.pause(batch, Instant.now())).isTrue();
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> published(batch) + published(other) == 0);

        pauses.set(Pause.Kind.MODEL, model, false, Instant.now());
        await().atMost(PATIENCE).until(() -> published(other) == 20);
        assertThat(published(batch)).isZero();

        assertThat(standings.resume(batch)).isTrue();
        await().atMost(PATIENCE).until(() -> published(batch) == 20);
    }

    @Test
    void shouldPublishAgainWhatKafkaLost() throws Exception {
        auditOften(platform.store);
        BatchId batch = submit("a", 40);
        await().atMost(PATIENCE).until(() -> published(batch) == 40);
        try (Admin admin = Admin.create(TestPlatform.kafka())) {
            admin.deleteTopics(List.of(Topics.work(model))).all().get();
            platform.jdbi().useHandle(h -> h.execute("delete from collector_offset"));
        }
        platform.collectAllOutcomes();

        try (WorkDrain drain = new WorkDrain(model)) {
            await().atMost(PATIENCE).until(() -> drain.lines(batch).size() == 40);
            assertThat(drain.lines(batch)).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldPublishAgainWhatKafkaLostOfAModelThatIsNeverIdle() throws Exception {
        auditOften(platform.store);
        platform.collectAllOutcomes();
        BatchId batch = submit("a", 40);
        await().atMost(PATIENCE).until(() -> published(batch) == 40);
        BatchId large = submit("b", 100_000);

        // Lines that are taken and never get an outcome are lost for all that the dispatcher can see.
        try (WorkDrain drain = new WorkDrain(model)) {
            await().atMost(PATIENCE).until(() -> drain.lines(batch).size() >= 80);
            assertThat(drain.lines(batch).subList(40, 80))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 40).boxed().toList());
            assertThat(published(large)).isLessThan(100_000);
        }
    }

    @Test
    void shouldFeedModelsWhileTheLostLinesOfAnotherCannotBeRead() throws Exception {
        AtomicBoolean stuck = new AtomicBoolean();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        auditOften(new SlowStore(platform.store, () -> {
            if (stuck.getAndSet(false)) {
                reached.countDown();
                release.await();
            }
        }));
        platform.collectAllOutcomes();
        BatchId lost = submit("a", 40);
        await().atMost(PATIENCE).until(() -> published(lost) == 40);
        stuck.set(true);
        try (WorkDrain _ = new WorkDrain(model)) {
            assertThat(reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            BatchId next = submit("a", 40, other);

            await().atMost(PATIENCE).until(() -> published(next) == 40);
        } finally {
            release.countDown();
        }
    }

    /** Lines that are taken and never get an outcome, as in other tests, are soon lost then. */
    private void auditOften(ObjectStore store) {
        feeding.close();
        feeding = service(store, Duration.ofMillis(500));
        feeding.start();
    }

    private BatchId submit(String tenantName, int lines) {
        return submit(tenantName, lines, model);
    }

    private BatchId submit(String tenantName, int lines, String model) {
        TenantId tenant = platform.tenant(tenantName);
        StringBuilder content = new StringBuilder();
        IntStream.rangeClosed(1, lines).forEach(i -> content.append(TestPlatform.line("id-" + i, model)));
        BatchId batch = platform.submit(tenant, platform.upload(tenant, content.toString()));
        planning.wake();
        return batch;
    }

    private boolean planned(BatchId batch) {
        return platform.jdbi()
                        .withHandle(h -> h.createQuery("select count(*) from lane where batch_id = :batch")
                                .bind("batch", batch.value())
                                .mapTo(Integer.class)
                                .one())
                > 0;
    }

    private int published(BatchId batch) {
        return platform.jdbi()
                .withHandle(
                        h -> h.createQuery("select coalesce(sum(published_lines), 0) from lane where batch_id = :batch")
                                .bind("batch", batch.value())
                                .mapTo(Integer.class)
                                .one());
    }

    private FeedingService service(ObjectStore store, Duration audit) {
        FeedSettings defaults = FeedSettings.defaults();
        FeedSettings settings = new FeedSettings(
                defaults.window(),
                defaults.roundLines(),
                defaults.roundBytes(),
                defaults.shardBytes(),
                defaults.readBytes(),
                defaults.shares(),
                defaults.lanesPerTenant(),
                defaults.poll(),
                defaults.idlePoll(),
                defaults.lease(),
                audit);
        return new FeedingService(
                UUID.randomUUID().toString(),
                new LaneRepository(platform.jdbi()),
                new ModelLeases(platform.jdbi()),
                new RouteReportRepository(platform.jdbi()),
                new ModelPaces(platform.jdbi()),
                platform.files,
                store,
                TestPlatform.kafka(),
                Topics.defaults(),
                catalog,
                settings,
                tenant -> 1,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private PlanningLoop planning() {
        PlanRepository plans = new PlanRepository(platform.jdbi());
        PlannerSettings settings = PlannerSettings.defaults();
        return new PlanningLoop(
                plans,
                new Planner(
                        plans,
                        new RetryRepository(platform.jdbi()),
                        platform.files,
                        platform.store,
                        catalog,
                        Limits.defaults(),
                        settings,
                        Clock.systemUTC()),
                settings,
                Clock.systemUTC(),
                _ -> feeding.wake());
    }
}
