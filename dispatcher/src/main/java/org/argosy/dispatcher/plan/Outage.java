package org.argosy.dispatcher.plan;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;

/**
 * Paces a loop whose database, broker or store is away: longer and longer pauses with jitter, and one line of log when it
 * begins and one when it ends. Belongs to one thread.
 */
public final class Outage {

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 10_000;

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
    public Duration failed(Exception cause) {
        if (pauseMillis == 0) {
            pauseMillis = FIRST_MILLIS;
            log.atWarn().setCause(cause).addKeyValue("work", what).log("Failed, will go on trying");
        } else {
            pauseMillis = Math.min(LONGEST_MILLIS, pauseMillis * 2);
            log.atDebug().setCause(cause).addKeyValue("work", what).log("Still failing");
        }
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1));
    }

    /** Notes a success. */
    public void succeeded() {
        if (pauseMillis != 0) {
            pauseMillis = 0;
            log.atInfo().addKeyValue("work", what).log("Works again");
        }
    }
}
