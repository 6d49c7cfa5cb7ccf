package org.argosy.api.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.argosy.storage.Batch;
import org.argosy.storage.BatchId;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.LiveBatch;
import org.argosy.storage.db.LiveRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all batches that are watched, in one query for this process however many watch, and tells those who wait. It
 * asks rather than listens, so that the collector's hot path need not call. Safe for use by any number of threads.
 */
public final class WatchHub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final LiveRepository batches;
    private final Function<Batch, String> json;
    private final WatchSettings settings;
    private final Map<BatchId, Shared> watched = new HashMap<>();
    private final Map<TenantId, Integer> streams = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread looker;
    private boolean away;

    private static final class Shared {
        private final Watch watch;
        private int watchers;
        private long lookedNanos = System.nanoTime();

        Shared(Watch watch) {
            this.watch = watch;
        }
    }

    /**
     * @param json what clients are told of a batch
     */
    public WatchHub(LiveRepository batches, Function<Batch, String> json, WatchSettings settings) {
        this.batches = batches;
        this.json = json;
        this.settings = settings;
    }

    public WatchSettings settings() {
        return settings;
    }

    /** A batch as it is now. */
    public Snapshot look(LiveBatch live) {
        return Snapshot.of(live, json.apply(live.batch()));
    }

    /**
     * Begins to watch a batch, which was looked at a moment ago.
     *
     * @throws ApiException when the tenant watches too much already
     */
    public Stream watch(TenantId tenant, Snapshot first) {
        synchronized (this) {
            int open = streams.getOrDefault(tenant, 0);
            if (open >= settings.perTenant()) {
                throw new ApiException(new ApiError.TooManyStreams(settings.perTenant()));
            }
            streams.put(tenant, open + 1);
            Shared shared = watched.computeIfAbsent(first.batch(), _ -> new Shared(new Watch(first)));
            shared.watchers++;
            if (closed.getCount() == 0) {
                shared.watch.end();
            } else if (looker == null) {
                looker = Thread.ofPlatform().daemon().name("api-watch").start(this::lookWhileWatched);
            }
            shared.watch.update(first);
            return new Stream(tenant, first.batch(), shared);
        }
    }

    private void lookWhileWatched() {
        try {
            while (!closed.await(settings.poll().toNanos(), TimeUnit.NANOSECONDS)) {
                List<BatchId> ids = ids();
                if (ids.isEmpty()) {
                    return;
                }
                look(ids);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be looked at; when it is nothing the thread ends, and another watcher starts another. */
    private synchronized List<BatchId> ids() {
        if (watched.isEmpty()) {
            looker = null;
        }
        return List.copyOf(watched.keySet());
    }

    private void look(List<BatchId> ids) {
        try {
            for (LiveBatch live : batches.findAny(ids)) {
                @Nullable Shared shared = find(live.batch().id());
                if (shared != null) {
                    look(live, shared);
                }
            }
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                LOG.atWarn().setCause(e).log("Watched batches cannot be looked at, will go on trying");
            }
            away = true;
        }
    }

    /** What a quiet batch waits for, and how fast it is, may change although nothing of it is written. */
    private void look(LiveBatch live, Shared shared) {
        boolean changed = !new EventId(live.states().size(), live.version())
                .equals(shared.watch.latest().id());
        long now = System.nanoTime();
        if (changed || now - shared.lookedNanos >= REFRESH.toNanos()) {
            shared.lookedNanos = now;
            Snapshot snapshot = look(live);
            if (changed) {
                shared.watch.update(snapshot);
            } else {
                shared.watch.refresh(snapshot);
            }
        }
    }

    private synchronized @Nullable Shared find(BatchId batch) {
        return watched.get(batch);
    }

    /** Ends all streams, and those that are opened from now on. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            watched.values().forEach(shared -> shared.watch.end());
        }
    }

    /** One watcher's view of a batch. For one thread. */
    public final class Stream implements AutoCloseable {

        private final TenantId tenant;
        private final BatchId batch;
        private final Shared shared;
        private Snapshot seen;

        private Stream(TenantId tenant, BatchId batch, Shared shared) {
            this.tenant = tenant;
            this.batch = batch;
            this.shared = shared;
            this.seen = shared.watch.latest();
        }

        /** The batch, as soon as it tells more than is known or looks different; empty when it does not in that time. */
        public Optional<Snapshot> await(EventId known, Duration atMost) throws InterruptedException {
            Optional<Snapshot> news = shared.watch.await(known, seen, atMost);
            news.ifPresent(snapshot -> seen = snapshot);
            return news;
        }

        /** True when this process ends its streams, and the client had better come again. */
        public boolean over() {
            return closed.getCount() == 0;
        }

        @Override
        public void close() {
            synchronized (WatchHub.this) {
                streams.computeIfPresent(tenant, (_, open) -> open == 1 ? null : open - 1);
                if (--shared.watchers == 0) {
                    watched.remove(batch);
                }
            }
        }
    }
}
