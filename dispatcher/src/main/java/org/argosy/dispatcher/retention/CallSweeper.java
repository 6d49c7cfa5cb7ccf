package org.argosy.dispatcher.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.db.CreateCalls;
import org.argosy.storage.db.UploadRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what calls left behind: ends uploads that were not completed in time and retires their parts, which the
 * {@link OrphanSweeper} deletes, and drops the answers of creates that nobody can ask for any more. Uploads that ended are
 * remembered for a day, so that whoever asks learns why. Any number of sweepers may run.
 */
public final class CallSweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallSweeper.class);
    private static final int AT_ONCE = 100;
    private static final Duration MEMORY = Duration.ofDays(1);

    private final UploadRepository uploads;
    private final CreateCalls creates;
    private final Clock clock;
    private final PeriodicLoop loop;

    public CallSweeper(UploadRepository uploads, CreateCalls creates, RetentionSettings settings, Clock clock) {
        this.uploads = uploads;
        this.creates = creates;
        this.clock = clock;
        this.loop = new PeriodicLoop("argosy-call-sweeper", settings.fileInterval(), this::sweep);
    }

    public void start() {
        loop.start();
    }

    /** One round: everything that is due now. */
    void sweep() {
        Instant now = clock.instant();
        int expired = 0;
        int some;
        do {
            some = uploads.expire(now, AT_ONCE);
            expired += some;
        } while (some == AT_ONCE && !loop.stopping());
        int forgotten = uploads.forget(now.minus(MEMORY));
        int answers = creates.forget(now);
        if (expired + forgotten + answers > 0) {
            LOG.atInfo()
                    .addKeyValue("expired", expired)
                    .addKeyValue("forgotten", forgotten)
                    .addKeyValue("answers", answers)
                    .log("Swept uploads and answers");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
