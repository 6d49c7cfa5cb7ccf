package org.argosy.dispatcher.webhooks;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.argosy.dispatcher.loop.DatabaseListener;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.db.WebhookDeliveries;
import org.argosy.storage.db.WebhookSamples;
import org.argosy.storage.webhooks.WebhookAttempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Delivers events to endpoints, each at least once while its endpoint takes it within the time for tries. A delivery is
 * claimed for so long as a try can take, sent without a transaction, then written down; a sender that dies in between
 * leaves it to be sent again. An endpoint that is slow takes its own few tries and nobody else's. Any number of
 * deliverers may run. Start it once and close it once.
 */
public final class WebhookDeliverer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookDeliverer.class);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final int SWEEP = 1_000;

    private final WebhookDeliveries deliveries;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final WebhookMetrics metrics;
    private final WebhookClient client;
    private final WebhookSender sender;
    private final RetrySchedule schedule;
    private final Semaphore slots;
    private final Semaphore testSlots;
    private final Semaphore wake = new Semaphore(0);
    private final ExecutorService tries = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("argosy-webhook-", 0).factory());
    private final PeriodicLoop loop = new PeriodicLoop("argosy-webhooks", Duration.ZERO, this::round);
    private final PeriodicLoop sweep;
    private final DatabaseListener listener;
    private volatile boolean breakingOff;

    public WebhookDeliverer(
            WebhookDeliveries deliveries, WebhookSettings settings, InstantSource clock, MeterRegistry registry) {
        this(deliveries, settings, clock, registry, new WebhookClient(settings));
    }

    WebhookDeliverer(
            WebhookDeliveries deliveries,
            WebhookSettings settings,
            InstantSource clock,
            MeterRegistry registry,
            WebhookClient client) {
        this.deliveries = deliveries;
        this.settings = settings;
        this.clock = clock;
        this.metrics = new WebhookMetrics(registry);
        this.client = client;
        this.sender = new WebhookSender(client.http(), settings, clock);
        this.schedule = new RetrySchedule(settings.lifetime());
        this.slots = new Semaphore(settings.concurrency());
        this.testSlots = new Semaphore(settings.tests());
        this.sweep = new PeriodicLoop("argosy-webhook-sweeper", settings.sweepInterval(), this::sweep);
        this.listener = new DatabaseListener("argosy-webhook-listener", deliveries::listen, wake::release);
    }

    public void start() {
        listener.start();
        loop.start();
        sweep.start();
    }

    /** Stops within seconds. What is being sent is sent again, by whoever finds it when its claim is over. */
    @Override
    public void close() {
        listener.close();
        loop.close();
        sweep.close();
        tries.shutdown();
        try {
            if (!tries.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
                breakOff();
            }
        } catch (InterruptedException e) {
            breakOff();
            Thread.currentThread().interrupt();
        }
        client.close();
    }

    /** A try that fails from now on may have been broken off here, so nobody can tell whether it was delivered. */
    private void breakOff() {
        breakingOff = true;
        tries.shutdownNow();
    }

    private void round() throws InterruptedException {
        wake.drainPermits();
        if (takeTests() + takeDue() == 0) {
            var _ = wake.tryAcquire(settings.poll().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private int takeDue() {
        int free = slots.availablePermits();
        if (free == 0) {
            return 0;
        }
        Instant now = clock.instant();
        return begin(deliveries.claim(now, now.plus(settings.lease()), settings.perEndpoint(), free), slots);
    }

    /** A sample is only sent while its answer can still reach whoever waits for it. */
    private int takeTests() {
        int free = testSlots.availablePermits();
        if (free == 0) {
            return 0;
        }
        Instant now = clock.instant();
        Duration patience = WebhookSamples.WAIT.minus(settings.timeout());
        return begin(deliveries.claimTests(now, now.plus(settings.lease()), patience, free), testSlots);
    }

    private int begin(List<WebhookAttempt> attempts, Semaphore from) {
        for (WebhookAttempt attempt : attempts) {
            from.acquireUninterruptibly();
            tries.execute(() -> {
                try {
                    attempt(attempt);
                } finally {
                    from.release();
                    wake.release();
                }
            });
        }
        return attempts.size();
    }

    private void attempt(WebhookAttempt attempt) {
        try {
            WebhookSender.Sent sent = sender.send(attempt);
            if (sent.result().delivered() || !breakingOff) {
                metrics.tried(sent);
                record(attempt, sent);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("delivery", attempt.delivery())
                    .setCause(e)
                    .log("What became of a webhook could not be written, it may be sent again");
        }
    }

    private void record(WebhookAttempt attempt, WebhookSender.Sent sent) {
        Instant now = clock.instant();
        Optional<Instant> retryAt = sent.result().delivered() || attempt.test()
                ? Optional.empty()
                : schedule.next(attempt.number(), attempt.createdAt(), now);
        boolean written = deliveries.record(attempt, sent.result(), retryAt, now);
        if (written && sent.result().delivered() && !attempt.test()) {
            metrics.delivered(Duration.between(attempt.createdAt(), now));
        } else if (written && !sent.result().delivered() && !attempt.test()) {
            failed(attempt, sent, retryAt);
        }
    }

    private void failed(WebhookAttempt attempt, WebhookSender.Sent sent, Optional<Instant> retryAt) {
        if (retryAt.isEmpty()) {
            metrics.gaveUp();
        }
        LOG.atLevel(retryAt.isEmpty() ? Level.WARN : Level.DEBUG)
                .addKeyValue("delivery", attempt.delivery())
                .addKeyValue("endpoint", attempt.endpoint())
                .addKeyValue("try", attempt.number())
                .addKeyValue("error", sent.result().error().orElse(""))
                .log(retryAt.isEmpty() ? "A webhook was not delivered and is given up" : "A webhook was not delivered");
    }

    private void sweep() {
        metrics.open(deliveries.open());
        while (!loop.stopping() && deliveries.purge(clock.instant().minus(settings.keep()), SWEEP) >= SWEEP) {
            LOG.atDebug().log("More old deliveries than one sweep takes");
        }
    }
}
