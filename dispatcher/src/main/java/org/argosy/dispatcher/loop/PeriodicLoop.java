package org.argosy.dispatcher.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does a round of some work again and again. While rounds fail, because the database or the store is away,
 * it goes on with longer and longer pauses and logs once when that begins and once when it ends. Thread-safe.
 */
public final class PeriodicLoop implements AutoCloseable {

    /** One round of the work; an interrupt asks it to end early. */
    @FunctionalInterface
    public interface Round {
        void run() throws Exception;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicLoop.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final Duration interval;
    private final Round round;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private final Outage outage;
    private Duration pause;

    /**
     * @param name of the thread
     * @param interval pause between two rounds; the work may also wait by itself, with an interval of zero
     */
    public PeriodicLoop(String name, Duration interval, Round round) {
        this.name = name;
        this.interval = interval;
        this.round = round;
        this.outage = new Outage(LOG, name);
        this.pause = interval;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    /** True from the moment it is asked to stop. */
    public boolean stopping() {
        return stop.getCount() == 0;
    }

    /** Interrupts the round that runs and waits a few seconds for its end. */
    @Override
    public void close() {
        stop.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        thread.interrupt();
        try {
            if (!thread.join(STOP_LIMIT)) {
                LOG.atWarn().addKeyValue("loop", name).log("Still busy, left to end by itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        try {
            while (!stop.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                attempt();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("loop", name).log("Stopped");
        }
    }

    private void attempt() throws InterruptedException {
        try {
            round.run();
            outage.succeeded();
            pause = interval;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (!stopping()) {
                pause = outage.failed(e);
            }
        }
    }
}
