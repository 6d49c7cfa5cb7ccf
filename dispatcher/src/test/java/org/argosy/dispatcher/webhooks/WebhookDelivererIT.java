package org.argosy.dispatcher.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.errors.InvalidWebhookSignatureException;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.argosy.dispatcher.testing.Stores;
import org.argosy.storage.Batch;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.webhooks.SigningSecret;
import org.argosy.storage.webhooks.WebhookEndpointId;
import org.argosy.storage.webhooks.WebhookEvent;
import org.argosy.storage.webhooks.WebhookEventType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDelivererIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final WebhookSettings PATIENT = WebhookBench.settings(Duration.ofSeconds(10));
    private static final WebhookSettings HASTY = WebhookBench.settings(Duration.ofSeconds(1));

    private static final Stores STORES = new Stores();

    private final WebhookBench bench = new WebhookBench(STORES);

    @AfterAll
    static void close() {
        STORES.close();
    }

    @Test
    @Tag("webhooks.delivery")
    @Tag("webhooks.signature")
    void shouldDeliverWhatTheOfficialSdkAccepts() throws Exception {
        try (Receiver receiver = new Receiver(Receiver.status(200));
                WebhookDeliverer _ = bench.start(PATIENT)) {
            SigningSecret secret = bench.endpoint(receiver.url("/in?a=b"));
            Batch batch = bench.end();

            awaitStatus("delivered");

            assertThat(receiver.deliveries()).singleElement().satisfies(delivery -> {
                UnwrapWebhookEvent event = WebhookBench.unwrap(delivery, secret);
                assertThat(event.batchExpired()).isPresent();
                event.asBatchExpired().validate();
                assertThat(event.asBatchExpired().data().id())
                        .isEqualTo(batch.id().value());
                assertThat(event.asBatchExpired().id()).startsWith("evt_");
                assertThat(delivery.path()).isEqualTo("/in?a=b");
                assertThat(delivery.header("content-type")).isEqualTo("application/json");
                assertThat(delivery.header("webhook-id")).startsWith("wh_").isEqualTo(bench.delivery("id"));
                assertThat(delivery.header("cookie") + delivery.header("authorization"))
                        .isEmpty();
                assertThatThrownBy(() -> WebhookBench.unwrap(delivery, SigningSecret.next()))
                        .isInstanceOf(InvalidWebhookSignatureException.class);
            });
            assertThat(bench.delivery("status_code")).isEqualTo("200");
            assertThat(bench.delivery("attempts")).isEqualTo("1");
            assertThat(bench.delivery("error")).isEmpty();
            assertThat(bench.delivery("duration_ms")).isNotEmpty();
            assertThat(bench.meters.get("argosy.webhooks.delay").timer().count())
                    .isEqualTo(1);
        }
    }

    @Test
    @Tag("webhooks.signature")
    void shouldTryAgainWithTheSameIdAndANewSignatureUntilItIsTaken() throws Exception {
        AtomicInteger count = new AtomicInteger();
        int[] answers = {500, 404, 204};
        try (Receiver receiver = new Receiver(
                        (exchange, _) -> exchange.sendResponseHeaders(answers[count.getAndIncrement()], -1));
                WebhookDeliverer _ = bench.start(PATIENT)) {
            SigningSecret secret = bench.endpoint(receiver.url("/"));
            bench.end();

            awaitAttempt(1, "pending");
            assertThat(bench.delivery("error")).isEqualTo("it answered 500");
            bench.advance(Duration.ofSeconds(6));
            awaitAttempt(2, "pending");
            bench.advance(Duration.ofSeconds(31));
            awaitAttempt(3, "delivered");

            List<Receiver.Delivery> all = receiver.deliveries();
            assertThat(all).hasSize(3).allSatisfy(delivery -> WebhookBench.unwrap(delivery, secret));
            assertThat(all).extracting(d -> d.header("webhook-id")).containsOnly(bench.delivery("id"));
            assertThat(all)
                    .extracting(Receiver.Delivery::body)
                    .containsOnly(all.getFirst().body());
            assertThat(all).extracting(d -> d.header("webhook-timestamp")).doesNotHaveDuplicates();
            assertThat(all).extracting(d -> d.header("webhook-signature")).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Tag("webhooks.redirect")
    void shouldNotFollowARedirect(int status) throws Exception {
        try (Receiver receiver = new Receiver((exchange, _) -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    exchange.sendResponseHeaders(status, -1);
                });
                WebhookDeliverer _ = bench.start(PATIENT)) {
            bench.endpoint(receiver.url("/in"));
            bench.end();

            awaitAttempt(1, "pending");

            assertThat(receiver.deliveries())
                    .extracting(Receiver.Delivery::path)
                    .containsExactly("/in");
            assertThat(bench.delivery("error")).isEqualTo("it answered " + status + ", and redirects are not followed");
        }
    }

    @Test
    void shouldGiveUpATryThatHangsAndLetNobodyWaitForIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Receiver hanging = new Receiver((exchange, _) -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    awaitQuietly(release);
                    open.decrementAndGet();
                });
                Receiver prompt = new Receiver(Receiver.status(200));
                WebhookDeliverer _ = bench.start(PATIENT)) {
            bench.endpoint(hanging.url("/"));
            bench.endpoint(prompt.url("/"));
            IntStream.range(0, 20).forEach(_ -> bench.end());

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(prompt.deliveries()).hasSize(20));

            assertThat(most.get()).isBetween(1, PATIENT.perEndpoint());
        } finally {
            release.countDown();
        }
    }

    @Test
    void shouldWriteDownThatNoAnswerCame() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Receiver receiver = new Receiver((_, _) -> awaitQuietly(release));
                WebhookDeliverer _ = bench.start(HASTY)) {
            bench.endpoint(receiver.url("/"));
            bench.end();

            awaitAttempt(1, "pending");

            assertThat(bench.delivery("error")).isEqualTo("it did not answer within 1 s");
            assertThat(bench.delivery("status_code")).isEmpty();
        } finally {
            release.countDown();
        }
    }

    @Test
    void shouldWaitForAnAnswerForAsLongAsATryMayTake() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Duration beyondWhatAnIdleConnectionIsKept = Duration.ofMillis(4_500);
        try (Receiver slow = new Receiver((exchange, _) -> {
                    try {
                        var _ = never.await(beyondWhatAnIdleConnectionIsKept.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(200, -1);
                });
                WebhookDeliverer _ = bench.start(PATIENT)) {
            bench.endpoint(slow.url("/"));
            bench.end();

            awaitStatus("delivered");

            assertThat(slow.deliveries()).hasSize(1);
        }
    }

    @Test
    void shouldWriteDownThatNobodyListens() throws Exception {
        Receiver gone = new Receiver(Receiver.status(200));
        gone.close();
        try (WebhookDeliverer _ = bench.start(PATIENT)) {
            bench.endpoint(gone.url("/"));
            bench.end();

            awaitAttempt(1, "pending");

            assertThat(bench.delivery("error")).startsWith("it could not be reached");
        }
    }

    @Test
    void shouldReadNoMoreOfAnAnswerThanItNeeds() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Receiver receiver = new Receiver((exchange, _) -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] some = new byte[1 << 16];
                    try (OutputStream out = exchange.getResponseBody()) {
                        while (written.addAndGet(some.length) < 1L << 30) {
                            out.write(some);
                        }
                    }
                });
                WebhookDeliverer _ = bench.start(PATIENT)) {
            bench.endpoint(receiver.url("/"));
            bench.end();

            awaitStatus("delivered");

            assertThat(written.get()).isLessThan(1L << 28);
        }
    }

    @Test
    @Tag("webhooks.rotate")
    void shouldSignWithBothSecretsAfterARotationThatKeepsTheOldOne() throws Exception {
        try (Receiver receiver = new Receiver(Receiver.status(200));
                WebhookDeliverer _ = bench.start(PATIENT)) {
            WebhookEndpointId id = WebhookEndpointId.next();
            SigningSecret old = bench.endpoint(id, receiver.url("/"));
            SigningSecret next = SigningSecret.next();
            bench.endpoints.rotate(
                    bench.stores.tenant,
                    id,
                    next,
                    Optional.of(bench.instant().plus(Duration.ofDays(1))),
                    bench.instant());
            bench.end();

            awaitStatus("delivered");

            Receiver.Delivery delivery = receiver.deliveries().getFirst();
            assertThat(delivery.header("webhook-signature").split(" ")).hasSize(2);
            assertThat(WebhookBench.unwrap(delivery, old).batchExpired()).isPresent();
            assertThat(WebhookBench.unwrap(delivery, next).batchExpired()).isPresent();
        }
    }

    /** What a dispatcher that died was sending is sent again by another, as the same delivery. */
    @Test
    void shouldSendAgainWhatADeadDispatcherWasSending() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Receiver receiver = new Receiver((_, _) -> awaitQuietly(release))) {
            SigningSecret secret = bench.endpoint(receiver.url("/"));
            // Longer than it may take until the dispatcher has died: a try whose time is over is no longer being sent.
            WebhookSettings settings = WebhookBench.settings(LIMIT.multipliedBy(2));
            try (WebhookDeliverer _ = bench.start(settings)) {
                bench.end();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(receiver.deliveries()).hasSize(1));
            }
            assertThat(bench.delivery("status")).isEqualTo("sending");
            receiver.behave(Receiver.status(200));
            release.countDown();

            bench.advance(settings.lease().plusSeconds(1));
            try (WebhookDeliverer _ = bench.start(PATIENT)) {
                awaitAttempt(2, "delivered");
            }

            assertThat(receiver.deliveries()).hasSize(2).allSatisfy(delivery -> {
                assertThat(delivery.header("webhook-id")).isEqualTo(bench.delivery("id"));
                assertThat(WebhookBench.unwrap(delivery, secret).batchExpired()).isPresent();
            });
        } finally {
            release.countDown();
        }
    }

    @Test
    void shouldGiveUpAfterThreeDays() throws Exception {
        try (Receiver receiver = new Receiver(Receiver.status(500));
                WebhookDeliverer _ = bench.start(PATIENT)) {
            bench.endpoint(receiver.url("/"));
            bench.end();
            awaitAttempt(1, "pending");

            bench.advance(Duration.ofDays(3));

            awaitAttempt(2, "failed");
            assertThat(bench.meters.get("argosy.webhooks.given.up").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldSendASampleThoughTheQueueIsStuck() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Receiver receiver = new Receiver((exchange, delivery) -> {
                    if (delivery.body().contains("batch.completed")) {
                        exchange.sendResponseHeaders(202, -1);
                    } else {
                        awaitQuietly(release);
                    }
                });
                WebhookDeliverer _ = bench.start(PATIENT)) {
            WebhookEndpointId id = WebhookEndpointId.next();
            bench.endpoint(id, receiver.url("/"));
            IntStream.range(0, 5).forEach(_ -> bench.end());

            String sample = bench.tests
                    .begin(
                            id,
                            WebhookEvent.sample(WebhookEventType.BATCH_COMPLETED, bench.instant()),
                            bench.instant().minusSeconds(60))
                    .orElseThrow();

            WebhookSamples.Outcome outcome = await().atMost(LIMIT)
                    .until(() -> bench.tests.outcome(sample), Optional::isPresent)
                    .orElseThrow();
            assertThat(outcome).isEqualTo(new WebhookSamples.Outcome(true, OptionalInt.of(202), ""));
        } finally {
            release.countDown();
        }
    }

    private void awaitStatus(String status) {
        await().atMost(LIMIT).until(() -> bench.delivery("status").equals(status));
    }

    private void awaitAttempt(int number, String status) {
        await().atMost(LIMIT).until(() -> bench.delivery("attempts || status").equals(number + status));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
