package org.argosy.dispatcher.retention;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.argosy.dispatcher.loop.PeriodicLoop;
import org.argosy.storage.db.ExclusiveWork;
import org.argosy.storage.db.RetentionRepository;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStore.StoredObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes objects that no file has: what is left of uploads that broke off, of segments whose transaction never came and
 * of large answers that were collected. An object must be old, and its batch, if its key names one, ended; then it is
 * retired, and only after another grace is it deleted, unless a file has got it meanwhile. The second look covers stores
 * that date an object by the beginning of its upload. One sweeper looks through the bucket at a time.
 */
public final class OrphanSweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweeper.class);
    private static final int AT_ONCE = 500;

    private final RetentionRepository retention;
    private final ExclusiveWork exclusive;
    private final ObjectStore store;
    private final RetentionSettings settings;
    private final Clock clock;
    private final Counter removed;
    private final PeriodicLoop loop;

    public OrphanSweeper(
            RetentionRepository retention,
            ExclusiveWork exclusive,
            ObjectStore store,
            RetentionSettings settings,
            Clock clock,
            MeterRegistry registry) {
        this.retention = retention;
        this.exclusive = exclusive;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.removed = Counter.builder("argosy.sweeper.objects")
                .description("objects that no file had and that were deleted")
                .register(registry);
        this.loop = new PeriodicLoop("argosy-orphan-sweeper", settings.orphanInterval(), this::sweep);
    }

    public void start() {
        loop.start();
    }

    /** One round, unless another process is at it. */
    void sweep() throws Exception {
        exclusive.attempt("orphan sweep", () -> {
            Instant now = clock.instant();
            int deleted = purgeRetired(now);
            int retired = retire(ObjectKeys.FILES, settings.orphanAge(), now)
                    + retire(ObjectKeys.SEGMENTS, settings.orphanAge(), now)
                    + retire(ObjectKeys.BODIES, settings.bodyAge(), now);
            if (deleted + retired > 0) {
                LOG.atInfo()
                        .addKeyValue("deleted", deleted)
                        .addKeyValue("retired", retired)
                        .log("Swept objects that no file has");
            }
            return retired;
        });
    }

    private int purgeRetired(Instant now) {
        int deleted = 0;
        int some;
        do {
            some = retention.purgeRetired(now.minus(settings.retiredGrace()), AT_ONCE, store::delete);
            deleted += some;
            removed.increment(some);
        } while (some == AT_ONCE && !loop.stopping());
        return deleted;
    }

    private int retire(String prefix, Duration age, Instant now) {
        Instant before = now.minus(age);
        // Bodies lie in folders by day: behind the day of the age limit there is nothing old enough.
        String end = ObjectKeys.bodiesFrom(before.plus(Duration.ofDays(1)));
        int retired = 0;
        List<String> old = new ArrayList<>(AT_ONCE);
        Iterator<StoredObject> objects = store.list(prefix);
        while (objects.hasNext() && !loop.stopping()) {
            StoredObject object = objects.next();
            if (prefix.equals(ObjectKeys.BODIES) && object.key().compareTo(end) >= 0) {
                break;
            }
            if (!object.lastModified().isAfter(before)) {
                old.add(object.key());
            }
            if (old.size() == AT_ONCE) {
                retired += retention.retireOrphans(old, now);
                old.clear();
            }
        }
        return old.isEmpty() ? retired : retired + retention.retireOrphans(old, now);
    }

    @Override
    public void close() {
        loop.close();
    }
}
