package org.argosy.dispatcher.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.db.RetentionRepository;
import org.argosy.storage.objects.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files in three steps: hides those that expired, deletes the objects of hidden ones that no unfinished batch
 * reads, then forgets them. Any number of sweepers may run.
 */
public final class FileSweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileSweeper.class);
    private static final int HIDE_AT_ONCE = 500;

    private final RetentionRepository retention;
    private final ObjectStore store;
    private final RetentionSettings settings;
    private final Clock clock;
    private final Counter removed;
    private final PeriodicLoop loop;

    public FileSweeper(
            RetentionRepository retention,
            ObjectStore store,
            RetentionSettings settings,
            Clock clock,
            MeterRegistry registry) {
        this.retention = retention;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.removed = Counter.builder("argosy.sweeper.files")
                .description("files whose bytes were deleted")
                .register(registry);
        this.loop = new PeriodicLoop("argosy-file-sweeper", settings.fileInterval(), this::sweep);
    }

    public void start() {
        loop.start();
    }

    /** One round: everything that is due now. */
    void sweep() {
        Instant now = clock.instant();
        int hidden = 0;
        int some;
        do {
            some = retention.hideExpired(now, HIDE_AT_ONCE);
            hidden += some;
        } while (some == HIDE_AT_ONCE && !loop.stopping());
        int purged = 0;
        while (!loop.stopping() && retention.purgeOne(now.minus(settings.purgeDelay()), store::delete)) {
            purged++;
            removed.increment();
        }
        if (hidden + purged > 0) {
            LOG.atInfo()
                    .addKeyValue("expired", hidden)
                    .addKeyValue("purged", purged)
                    .log("Swept files");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
