package org.argosy.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs checks side by side and says what they found. Safe for use by any number of threads. */
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Executor PROBES =
            task -> Thread.ofVirtual().name("readiness").start(task);

    private static final Duration MEMORY = Duration.ofSeconds(1);

    private final List<ReadinessCheck> checks;
    private final Map<String, CompletableFuture<Boolean>> running = new HashMap<>();
    private final ReentrantLock one = new ReentrantLock();
    private @Nullable Report last;
    private long lastNanos;

    public Readiness(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /**
     * What can be reached, or could be a second ago: anybody may ask, so that the services are asked once however many do.
     * Blocks for some seconds at most; a check that takes more than five has failed.
     */
    public Report probe() {
        one.lock();
        try {
            @Nullable Report known = last;
            if (known != null && System.nanoTime() - lastNanos < MEMORY.toNanos()) {
                return known;
            }
            Report found = look();
            last = found;
            lastNanos = System.nanoTime();
            return found;
        } finally {
            one.unlock();
        }
    }

    private Report look() {
        Map<String, CompletableFuture<Boolean>> probes = new LinkedHashMap<>();
        checks.forEach(check -> probes.put(check.name(), probe(check)));
        Map<String, Boolean> found = new LinkedHashMap<>();
        probes.forEach((name, probe) -> found.put(name, probe.join()));
        return Report.of(found);
    }

    /** A check that hangs is waited for again rather than started beside itself. */
    private CompletableFuture<Boolean> probe(ReadinessCheck check) {
        return running.compute(
                        check.name(),
                        (_, before) -> before == null || before.isDone()
                                ? CompletableFuture.supplyAsync(() -> passes(check), PROBES)
                                : before)
                .copy()
                .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean passes(ReadinessCheck check) {
        try {
            check.probe().run();
            return true;
        } catch (Exception e) {
            LOG.atDebug().addKeyValue("check", check.name()).setCause(e).log("not ready");
            return false;
        }
    }

    /**
     * The body of {@code /livez} and {@code /readyz}.
     *
     * @param status {@code ok} or {@code unavailable}
     * @param checks the same of each check, by its name
     */
    public record Report(String status, Map<String, String> checks) {

        private static final String OK = "ok";
        private static final String UNAVAILABLE = "unavailable";

        /** The process answers, and nothing was asked. */
        public static final Report ALIVE = new Report(OK, Map.of());

        /** Ready when everything is there. */
        public static Report of(Map<String, Boolean> there) {
            Map<String, String> words = new LinkedHashMap<>();
            there.forEach((name, is) -> words.put(name, is ? OK : UNAVAILABLE));
            return new Report(there.containsValue(false) ? UNAVAILABLE : OK, words);
        }

        /** The HTTP status that says so. */
        public int httpStatus() {
            return status.equals(OK) ? 200 : 503;
        }
    }
}
