package org.argosy.dispatcher.loop;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;

/**
 * Paces work whose database, broker or store is away: pauses that double with jitter, and one line of log when it begins
 * and one when it ends. Thread-safe.
 */
public final class Outage {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Logger log;
    private final String what;
    private long pauseMillis;

    /**
     * @param what the work that fails, for the log
     */
    public Outage(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** Notes a failure; how long to wait before the next try. */
    public synchronized Duration failed(Throwable cause) {
        if (pauseMillis == 0) {
            pauseMillis = FIRST.toMillis();
            log.atWarn().setCause(cause).addKeyValue("work", what).log("Failed, will go on trying");
        } else {
            pauseMillis = Math.min(LONGEST.toMillis(), pauseMillis * 2);
            log.atDebug().setCause(cause).addKeyValue("work", what).log("Still failing");
        }
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1));
    }

    /** Notes a success. */
    public synchronized void succeeded() {
        if (pauseMillis != 0) {
            pauseMillis = 0;
            log.atInfo().addKeyValue("work", what).log("Works again");
        }
    }
}
