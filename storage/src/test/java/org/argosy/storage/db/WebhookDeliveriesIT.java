package org.argosy.storage.db;

import static org.argosy.storage.db.Fixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchResults;
import org.argosy.storage.BatchState;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.PlanRepository.Preference;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookAttempt;
import org.argosy.storage.webhooks.WebhookEndpoint;
import org.argosy.storage.webhooks.WebhookEvent;
import org.argosy.storage.webhooks.WebhookEventType;
import org.argosy.storage.webhooks.WebhookResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDeliveriesIT {

    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static Fixture fixture;
    private static WebhookEndpoints endpoints;
    private static WebhookDeliveries deliveries;
    private static WebhookSamples tests;
    private static FinishRepository finish;
    private static PlanRepository plans;

    @BeforeAll
    static void open() {
        fixture = new Fixture();
        endpoints = new WebhookEndpoints(fixture.database.jdbi());
        deliveries = new WebhookDeliveries(fixture.database.jdbi());
        tests = new WebhookSamples(fixture.database.jdbi());
        finish = new FinishRepository(fixture.database.jdbi(), Duration.ofDays(1));
        plans = new PlanRepository(fixture.database.jdbi());
    }

    @AfterEach
    void empty() {
        fixture.database.jdbi().useHandle(h -> h.execute("truncate webhook_endpoint, webhook_event, batch cascade"));
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void shouldTellEachEndpointThatAskedForTheEventOfItsTenant() {
        WebhookEndpoint one = endpoint(fixture.anna);
        WebhookEndpoint two = endpoint(fixture.anna);
        endpoint(fixture.anna, WebhookEventType.BATCH_COMPLETED);
        endpoint(fixture.ben);

        Batch batch = expire(fixture.anna);
        endpoint(fixture.anna);

        List<WebhookAttempt> attempts = claim(LATER, 10);
        assertThat(attempts).extracting(WebhookAttempt::endpoint).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(attempts)
                .allSatisfy(attempt -> assertThat(attempt.payload())
                        .contains("\"type\":\"batch.expired\"")
                        .contains("\"created_at\":" + NOW.getEpochSecond())
                        .contains("\"data\":{\"id\":\"" + batch.id() + "\"}"))
                .extracting(WebhookAttempt::payload)
                .containsOnly(attempts.getFirst().payload());
        assertThat(attempts).extracting(WebhookAttempt::delivery).doesNotHaveDuplicates();
    }

    @Test
    void shouldTellOfEveryEnd() {
        endpoint(fixture.anna);
        expire(fixture.anna);
        Batch cancelled = fixture.addBatch(fixture.anna, fixture.addFile(fixture.anna, NOW));
        BatchState.Cancelling cancelling = new BatchState.Validating().cancel(NOW);
        finish.move(cancelled, cancelling);
        assertThat(finish.endUnplanned(cancelled, cancelling, NOW)).isTrue();
        fixture.addBatch(fixture.anna, fixture.addFile(fixture.anna, NOW));
        plans.fail(plans.claim(Preference.OLDEST, NOW, LATER).orElseThrow(), List.of(), NOW);
        Batch completed = fixture.addBatch(fixture.anna, fixture.addFile(fixture.anna, NOW));
        BatchState.Finalizing finalizing = new BatchState.Finalizing(Optional.of(NOW), Optional.of(NOW));
        finish.move(completed, finalizing);
        Batch moved = new BatchRepository(fixture.database.jdbi())
                .findAny(completed.id())
                .orElseThrow();
        assertThat(finish.move(moved, finalizing.complete(NOW, BatchResults.NONE)))
                .isTrue();

        assertThat(deliveries.claim(LATER, LATER, 10, 10))
                .extracting(a -> a.payload().replaceAll(".*\"type\":\"([^\"]*)\".*", "$1"))
                .containsExactlyInAnyOrder("batch.expired", "batch.cancelled", "batch.failed", "batch.completed");
    }

    /** Whoever ends a batch first, it ends once, with one event that tells of that end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldTellOfOneEndWhenManyEndABatchAtOnce(long seed) {
        endpoint(fixture.anna);
        Random random = new Random(seed);
        Batch batch = fixture.addBatch(fixture.anna, fixture.addFile(fixture.anna, NOW));
        PlanClaim claim = plans.claim(Preference.OLDEST, NOW, LATER).orElseThrow();
        BatchState.Cancelling cancelling = new BatchState.Validating().cancel(NOW);
        List<Supplier<Boolean>> enders = List.of(
                () -> finish.move(batch, new BatchState.Validating().expire(NOW)),
                () -> plans.fail(claim, List.of(), NOW),
                () -> finish.move(batch, cancelling) && finish.endUnplanned(batch, cancelling, NOW),
                () -> finish.endUnplanned(batch, cancelling, NOW));

        long ended =
                random
                        .ints(12, 0, enders.size())
                        .mapToObj(enders::get)
                        .map(CompletableFuture::supplyAsync)
                        .toList()
                        .stream()
                        .filter(CompletableFuture::join)
                        .count();

        assertThat(ended).isEqualTo(1);
        assertThat(fixture.count("webhook_event")).isEqualTo(1);
        String status = new BatchRepository(fixture.database.jdbi())
                .findAny(batch.id())
                .orElseThrow()
                .state()
                .status()
                .wireName();
        assertThat(claim(LATER, 10))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.payload()).contains("\"type\":\"batch." + status + "\""));
    }

    @Test
    void shouldWriteNoEventWhenTheEndIsRolledBack() {
        endpoint(fixture.anna);
        Batch batch = fixture.addBatch(fixture.anna, fixture.addFile(fixture.anna, NOW));

        fixture.database.jdbi().useTransaction(tx -> {
            assertThat(BatchRepository.move(
                            tx, batch.id(), new BatchState.Validating(), new BatchState.Validating().expire(NOW)))
                    .isTrue();
            tx.rollback();
        });

        assertThat(fixture.count("webhook_event")).isZero();
        assertThat(claim(LATER, 10)).isEmpty();
    }

    @Test
    void shouldEndBatchesWhileEndpointsAreDeleted() {
        for (int round = 0; round < 10; round++) {
            List<WebhookEndpoint> some =
                    Stream.generate(() -> endpoint(fixture.anna)).limit(3).toList();
            Stream<CompletableFuture<?>> ends =
                    Stream.generate(() -> CompletableFuture.runAsync(() -> expire(fixture.anna)));
            Stream<CompletableFuture<?>> deletions =
                    some.stream().map(e -> CompletableFuture.runAsync(() -> endpoints.delete(fixture.anna, e.id())));
            Stream.concat(ends.limit(3), deletions).toList().forEach(CompletableFuture::join);
        }

        assertThat(fixture.count("webhook_event")).isEqualTo(30);
        assertThat(fixture.count("webhook_delivery")).isZero();
    }

    @Test
    void shouldGiveADeliveryToOneSenderUntilItsLeaseIsOver() {
        endpoint(fixture.anna);
        expire(fixture.anna);

        WebhookAttempt first = claim(LATER, 10).getFirst();

        assertThat(first.number()).isEqualTo(1);
        assertThat(claim(LATER, 10)).isEmpty();
        WebhookAttempt second = claim(LATER.plus(LEASE), 10).getFirst();
        assertThat(second.delivery()).isEqualTo(first.delivery());
        assertThat(second.number()).isEqualTo(2);
        assertThat(deliveries.record(first, success(), Optional.empty(), LATER)).isFalse();
        assertThat(deliveries.record(second, success(), Optional.empty(), LATER))
                .isTrue();
        assertThat(claim(LATER.plus(LEASE.multipliedBy(9)), 10)).isEmpty();
        assertThat(deliveries.open()).isZero();
    }

    @Test
    void shouldNeverGiveOneDeliveryToTwoThatClaimAtOnce() {
        IntStream.range(0, 5).forEach(_ -> endpoint(fixture.anna));
        IntStream.range(0, 8).forEach(_ -> expire(fixture.anna));

        List<WebhookAttempt> all =
                IntStream.range(0, 12)
                        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> claim(LATER, 20)))
                        .toList()
                        .stream()
                        .flatMap(claimed -> claimed.join().stream())
                        .toList();

        assertThat(all)
                .extracting(WebhookAttempt::delivery)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void shouldOpenNoMoreTriesOfAnEndpointThanItMayHaveHoweverManyClaimAtOnce() {
        endpoint(fixture.anna);
        IntStream.range(0, 30).forEach(_ -> expire(fixture.anna));

        long open =
                IntStream.range(0, 12)
                        .mapToObj(_ -> CompletableFuture.supplyAsync(() -> claim(LATER, 20)))
                        .toList()
                        .stream()
                        .mapToLong(claimed -> claimed.join().size())
                        .sum();

        assertThat(open).isEqualTo(2);
    }

    @Test
    void shouldTryAgainWhenItIsTimeAndNotBefore() {
        endpoint(fixture.anna);
        expire(fixture.anna);
        WebhookAttempt first = claim(LATER, 10).getFirst();

        Instant retryAt = LATER.plusSeconds(5);
        assertThat(deliveries.record(first, failure(), Optional.of(retryAt), LATER))
                .isTrue();

        assertThat(claim(retryAt.minusMillis(1), 10)).isEmpty();
        assertThat(claim(retryAt, 10)).singleElement().satisfies(second -> {
            assertThat(second.number()).isEqualTo(2);
            assertThat(second.payload()).isEqualTo(first.payload());
        });
    }

    @Test
    void shouldLetAnEndpointHaveSoManyTriesOpenAndOthersTheirs() {
        WebhookEndpoint busy = endpoint(fixture.anna);
        WebhookEndpoint other = endpoint(fixture.ben);
        IntStream.range(0, 10).forEach(_ -> expire(fixture.anna));
        expire(fixture.ben);

        List<WebhookAttempt> attempts = claim(LATER, 100);

        assertThat(attempts).filteredOn(a -> a.endpoint().equals(busy.id())).hasSize(2);
        assertThat(attempts).filteredOn(a -> a.endpoint().equals(other.id())).hasSize(1);
        assertThat(claim(LATER, 100)).isEmpty();
        deliveries.record(attempts.getFirst(), failure(), Optional.of(LATER.plusSeconds(5)), LATER);
        assertThat(claim(LATER, 100)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void shouldStopWhenTheEndpointIsDeleted() {
        WebhookEndpoint endpoint = endpoint(fixture.anna);
        expire(fixture.anna);
        expire(fixture.anna);
        WebhookAttempt attempt = claim(LATER, 1).getFirst();

        assertThat(endpoints.delete(fixture.anna, endpoint.id())).isTrue();

        assertThat(deliveries.record(attempt, failure(), Optional.of(LATER), LATER))
                .isFalse();
        assertThat(claim(LATER.plus(LEASE), 10)).isEmpty();
        assertThat(fixture.count("webhook_delivery")).isZero();
    }

    @Test
    void shouldSignWithBothSecretsWhileTheyOverlap() {
        WebhookEndpoint endpoint = endpoint(fixture.anna);
        expire(fixture.anna);
        byte[] old = claim(LATER, 1).getFirst().secrets().getFirst().bytes();
        SigningSecret next = SigningSecret.next();
        Instant until = NOW.plus(Duration.ofHours(24));

        WebhookEndpoint rotated = endpoints
                .rotate(fixture.anna, endpoint.id(), next, Optional.of(until), LATER)
                .orElseThrow();

        assertThat(rotated.secretHint()).isEqualTo(next.hint());
        assertThat(rotated.updatedAt()).contains(LATER);
        assertThat(secretsAt(until.minusSeconds(40))).containsExactly(next.bytes(), old);
        assertThat(secretsAt(until)).containsExactly(next.bytes());
        SigningSecret last = SigningSecret.next();
        endpoints.rotate(fixture.anna, endpoint.id(), last, Optional.empty(), LATER);
        assertThat(secretsAt(until.plus(LEASE))).containsExactly(last.bytes());
    }

    @Test
    void shouldSendASampleOnceBesideTheQueue() {
        WebhookEndpoint endpoint = endpoint(fixture.anna);
        IntStream.range(0, 5).forEach(_ -> expire(fixture.anna));
        claim(LATER, 100);
        WebhookEvent sample = WebhookEvent.sample(WebhookEventType.BATCH_FAILED, LATER);

        String test = tests.begin(endpoint.id(), sample, NOW).orElseThrow();

        assertThat(tests.begin(endpoint.id(), sample, NOW)).isEmpty();
        assertThat(tests.outcome(test)).isEmpty();
        WebhookAttempt attempt =
                deliveries.claimTests(LATER, LATER.plus(LEASE), LEASE, 5).getFirst();
        assertThat(attempt.test()).isTrue();
        assertThat(attempt.delivery()).isEqualTo(test);
        assertThat(deliveries.claimTests(LATER, LATER, LEASE, 5)).isEmpty();
        deliveries.record(attempt, failure(), Optional.empty(), LATER);
        assertThat(tests.outcome(test))
                .contains(new WebhookSamples.Outcome(false, OptionalInt.of(500), "it answered 500"));
        assertThat(tests.begin(endpoint.id(), sample, NOW)).isPresent();
    }

    @Test
    void shouldLeaveASampleAloneThatNobodyWaitsForAnyMore() {
        WebhookEndpoint endpoint = endpoint(fixture.anna);
        WebhookEvent sample = WebhookEvent.sample(WebhookEventType.BATCH_FAILED, NOW);
        assertThat(tests.begin(endpoint.id(), sample, NOW.minusSeconds(10))).isPresent();

        assertThat(deliveries.claimTests(NOW.plus(LEASE), LATER, LEASE, 5)).isEmpty();
        assertThat(tests.begin(endpoint.id(), sample, NOW)).isPresent();
        assertThat(fixture.count("webhook_delivery")).isEqualTo(1);
    }

    @Test
    void shouldForgetWhatEndedLongAgo() {
        endpoint(fixture.anna);
        expire(fixture.anna);
        expire(fixture.anna);
        expire(fixture.ben);
        List<WebhookAttempt> attempts = claim(LATER, 2);
        deliveries.record(attempts.getFirst(), success(), Optional.empty(), LATER);
        deliveries.record(attempts.getLast(), failure(), Optional.of(LATER), LATER);

        deliveries.purge(LATER, 100);
        deliveries.purge(LATER, 100);

        assertThat(fixture.count("webhook_delivery")).isEqualTo(1);
        assertThat(fixture.count("webhook_event")).isEqualTo(1);
        assertThat(claim(LATER, 10))
                .extracting(WebhookAttempt::delivery)
                .containsExactly(attempts.getLast().delivery());
    }

    private static List<byte[]> secretsAt(Instant now) {
        return claim(now, 1).getFirst().secrets().stream()
                .map(SigningSecret::bytes)
                .toList();
    }

    private static List<WebhookAttempt> claim(Instant now, int limit) {
        return deliveries.claim(now, now.plus(LEASE), 2, limit);
    }

    private static WebhookEndpoint endpoint(TenantId tenant, WebhookEventType... types) {
        WebhookEndpoint endpoint = WebhookEndpointsIT.endpoint(tenant, 0)
                .with(new WebhookEndpoint.Change(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Arrays.asList(types.length == 0 ? WebhookEventType.values() : types))));
        assertThat(endpoints.add(endpoint, SigningSecret.next(), 100)).isTrue();
        return endpoint;
    }

    private static Batch expire(TenantId tenant) {
        Batch batch = fixture.addBatch(tenant, fixture.addFile(tenant, NOW));
        assertThat(finish.move(batch, new BatchState.Validating().expire(NOW))).isTrue();
        return batch;
    }

    private static WebhookResult success() {
        return new WebhookResult(true, OptionalInt.of(200), Optional.empty(), Duration.ofMillis(3));
    }

    private static WebhookResult failure() {
        return new WebhookResult(false, OptionalInt.of(500), Optional.of("it answered 500"), Duration.ofMillis(3));
    }
}
