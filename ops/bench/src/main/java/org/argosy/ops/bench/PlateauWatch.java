package org.argosy.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorStats;

/**
 * Watches how a server fills a backend with few slots while a batch runs: after a minute to settle it measures for half a
 * minute, then halves the slots and looks again, then doubles them. Runs on a thread of its own until it is closed.
 */
final class PlateauWatch implements AutoCloseable {

    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration MEASURE = Duration.ofSeconds(30);
    private static final int TOO_MANY_REQUESTS = 429;

    private final SimulatedCluster backend;
    private final List<Integer> steps;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> lines = new ArrayList<>();
    private final Thread thread;

    private PlateauWatch(SimulatedCluster backend, List<Integer> steps) {
        this.backend = backend;
        this.steps = steps;
        this.thread = Thread.ofPlatform().name("bench-plateau").daemon().unstarted(this::run);
    }

    /**
     * Begins to watch; a minute starts with the first request.
     *
     * @param follows whether the slots are halved and doubled
     */
    static PlateauWatch start(SimulatedCluster backend, int slots, boolean follows) {
        PlateauWatch watch =
                new PlateauWatch(backend, follows ? List.of(slots, Math.max(1, slots / 2), slots) : List.of(slots));
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (backend.stats().totalRequests() == 0) {
                if (closing.await(50, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            for (int step : steps) {
                backend.setSlots(step);
                if (isClosed(SETTLE)) {
                    return;
                }
                backend.resetStats();
                long start = System.nanoTime();
                if (isClosed(MEASURE)) {
                    return;
                }
                note(step, backend.stats(), System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(int step, SimulatorStats stats, long nanos) {
        double busy = (double) stats.busy().toNanos() / ((double) step * nanos);
        double refused = (double) stats.answers(TOO_MANY_REQUESTS) / Math.max(1, stats.totalRequests());
        synchronized (lines) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%d slots: %.3f of them busy, at most %d requests open, %.2f %% refused",
                    step,
                    busy,
                    stats.maxOpen(),
                    refused * 100));
        }
    }

    private boolean isClosed(Duration pause) throws InterruptedException {
        return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What was measured until now, a line for each number of slots. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
