package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.dispatcher.loop.Signal;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.storage.ModelPace;
import org.argosy.storage.db.ModelLeases;
import org.argosy.storage.db.ModelPaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one model for as long as there is something to feed and the lease is held: looks at Kafka, works out the room,
 * and has the feeder fill it. Runs on a thread of its own, so that a slow model holds up no other.
 */
final class ModelFeed implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFeed.class);
    private static final long SAVE_NANOS = Duration.ofSeconds(3).toNanos();

    private final String model;
    private final TopicProvisioner topics;
    private final Outstanding kafka;
    private final Heartbeats heartbeats;
    private final Feeder feeder;
    private final ModelLeases leases;
    private final long epoch;
    private final FeedSettings settings;
    private final ModelMemory known;
    private final ModelPaces paces;
    private final InstantSource clock;
    private final Signal wake;
    private final FeedMetrics.ModelMeters meters;
    private final Window window;
    private long renewedNanos = System.nanoTime();
    private long savedNanos = System.nanoTime() - SAVE_NANOS;

    /**
     * @param epoch of the lease that was taken for this feed
     * @param wake given when there may be something new to feed
     */
    ModelFeed(
            String model,
            TopicProvisioner topics,
            Outstanding kafka,
            Heartbeats heartbeats,
            Feeder feeder,
            ModelLeases leases,
            long epoch,
            FeedSettings settings,
            ModelMemory known,
            ModelPaces paces,
            InstantSource clock,
            Signal wake,
            FeedMetrics.ModelMeters meters) {
        this.model = model;
        this.topics = topics;
        this.kafka = kafka;
        this.heartbeats = heartbeats;
        this.feeder = feeder;
        this.leases = leases;
        this.epoch = epoch;
        this.settings = settings;
        this.known = known;
        this.paces = paces;
        this.clock = clock;
        this.wake = wake;
        this.meters = meters;
        this.window = new Window(settings.window());
    }

    /** Returns when nothing is left to feed, the lease is lost, or the thread is interrupted. */
    @Override
    public void run() {
        Outage outage = new Outage(LOG, "feeding " + model);
        known.rate().rest();
        try (feeder) {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (!turn()) {
                        return;
                    }
                    outage.succeeded();
                } catch (RuntimeException e) {
                    Thread.sleep(outage.failed(e));
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("model", model).log("Feeding was stopped");
        } finally {
            release();
        }
    }

    private boolean turn() throws InterruptedException {
        if (!renew()) {
            LOG.atInfo().addKeyValue("model", model).log("Another process feeds the model now");
            return false;
        }
        long seen = wake.seen();
        WorkTopic topic = kafka.look(List.of(model)).get(model);
        if (topic == null) {
            topics.ensureModels(List.of(model));
            wake.await(seen, settings.idlePoll());
            return true;
        }
        long now = System.nanoTime();
        window.observe(topic.allFinished(), now);
        known.rate().observe(topic.allFinished(), now);
        OptionalInt permits = heartbeats.permits(model);
        int size = window.lines(permits);
        long outstanding = topic.allOutstanding();
        int room = (int) Math.max(0, size - outstanding);
        // What goes ahead need not wait until the others' lines make room: workers send it first.
        int ahead = Math.clamp(2L * size - Math.max(size, outstanding), 0, size);
        meters.looked(outstanding, room);
        Feeder.Round round = feeder.round(room, ahead, topic.outstanding(), epoch);
        meters.published(round.lines());
        save(round.before(), outstanding + round.lines(), now);
        if (round.before().isEmpty()) {
            return false;
        }
        boolean full = round.lines() >= settings.roundLines();
        if (!full) {
            wake.await(seen, window.refill(permits, settings.poll(), settings.idlePoll()));
        }
        return true;
    }

    /** Tells the API how the model gets on; at once when nothing is left to publish. */
    private void save(Feeder.Backlog backlog, long outstanding, long now) {
        if (!backlog.isEmpty() && now - savedNanos < SAVE_NANOS) {
            return;
        }
        savedNanos = now;
        double correction = known.corrections().ofModel();
        paces.save(new ModelPace(
                model,
                known.rate().linesPerSecond(),
                known.tokensPerSecond(),
                correction,
                backlog.lines(),
                backlog.tokens() * correction,
                backlog.tenants(),
                outstanding,
                clock.instant()));
    }

    private boolean renew() {
        long now = System.nanoTime();
        Duration third = settings.lease().dividedBy(3);
        if (now - renewedNanos < third.toNanos()) {
            return true;
        }
        renewedNanos = now;
        return !leases.renew(Map.of(model, epoch), clock.instant().plus(settings.lease()))
                .isEmpty();
    }

    private void release() {
        meters.left();
        boolean interrupted = Thread.interrupted();
        try {
            leases.release(Map.of(model, epoch), clock.instant());
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).addKeyValue("model", model).log("The lease will run out by itself");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
