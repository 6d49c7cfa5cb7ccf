package org.argosy.dispatcher.plan;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.dispatcher.loop.Signal;
import org.argosy.storage.db.PlanClaim;
import org.argosy.storage.db.PlanRepository;
import org.argosy.storage.db.PlanRepository.Preference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans batches as they come, a few at once. What counts is the table, at which it looks when it is woken and
 * from time to time. Every other thread takes the smallest batch first, the rest the oldest, so that neither a small batch
 * waits behind big ones nor a big one for ever. Survives the database, the broker and the store being away.
 */
public final class PlanningLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlanningLoop.class);
    private static final Duration JOIN = Duration.ofSeconds(10);

    private final PlanRepository plans;
    private final Planner planner;
    private final PlannerSettings settings;
    private final InstantSource clock;
    private final Consumer<Planner.Result> planned;
    private final Signal signal = new Signal();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /**
     * @param planned called on a planner's thread with what became of each batch
     */
    public PlanningLoop(
            PlanRepository plans,
            Planner planner,
            PlannerSettings settings,
            InstantSource clock,
            Consumer<Planner.Result> planned) {
        this.plans = plans;
        this.planner = planner;
        this.settings = settings;
        this.clock = clock;
        this.planned = planned;
    }

    public void start() {
        for (int i = 0; i < settings.concurrentPlans(); i++) {
            int turn = i;
            threads.add(Thread.ofPlatform().name("argosy-planner-" + i).start(() -> run(turn)));
        }
    }

    /** Looks for batches at once. */
    public void wake() {
        signal.give();
    }

    /** Stops within seconds. A plan that was under way is taken up by the next planner, from its start. */
    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(JOIN);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int firstTurn) {
        Outage outage = new Outage(LOG, "planning");
        int turn = firstTurn;
        while (!stopping) {
            long seen = signal.seen();
            try {
                boolean worked = planOne(turn++);
                outage.succeeded();
                if (!worked) {
                    signal.await(seen, settings.poll());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (stopping || !pause(outage.failed(e), seen)) {
                    return;
                }
            }
        }
    }

    private boolean pause(Duration duration, long seen) {
        try {
            signal.await(seen, duration);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean planOne(int turn) throws InterruptedException {
        Preference preference = turn % 2 == 0 ? Preference.SMALLEST : Preference.OLDEST;
        var now = clock.instant();
        Optional<PlanClaim> claim = plans.claim(preference, now, now.plus(settings.lease()));
        if (claim.isEmpty()) {
            return false;
        }
        plan(claim.get());
        return true;
    }

    private void plan(PlanClaim claim) throws InterruptedException {
        long started = System.nanoTime();
        try {
            Planner.Result result = planner.plan(claim);
            LOG.atInfo()
                    .addKeyValue("batch", claim.batch().id())
                    .addKeyValue("result", result)
                    .addKeyValue("millis", (System.nanoTime() - started) / 1_000_000)
                    .log("Planned");
            planned.accept(result);
        } catch (InterruptedException | RuntimeException e) {
            release(claim, stopping ? Duration.ZERO : settings.retry(), e);
            throw e;
        }
    }

    private void release(PlanClaim claim, Duration pause, Exception cause) {
        boolean interrupted = Thread.interrupted();
        try {
            plans.release(claim, clock.instant().plus(pause));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
