package org.argosy.dispatcher.collect;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.argosy.dispatcher.loop.Outage;
import org.argosy.schemas.avro.Outcome;
import org.argosy.storage.BatchId;
import org.argosy.storage.db.BatchProgress;
import org.argosy.storage.db.OffsetMove;
import org.argosy.storage.db.OutcomeLedger;
import org.argosy.storage.db.StaleWriteException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects one partition: while one buffer is being written the next one fills. Whatever goes wrong has one remedy, to
 * forget everything and read again from the offset that the ledger has; what was written twice over is dropped then as a
 * repeat. Used by the collector's thread only.
 */
final class PartitionCollector {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionCollector.class);

    /** A write should not cost more than this part of the time between two. */
    private static final int WRITE_COST_SHARE = 10;

    private static final Duration FOREVER = Duration.ofDays(1);

    private final int partition;
    private final OutcomeLedger ledger;
    private final Flusher flusher;
    private final ProgressCache cache;
    private final CollectorSettings settings;
    private final CollectorMetrics metrics;
    private final Runnable onWritten;
    private final Outage outage;

    private @Nullable Position position;
    private @Nullable OutcomeBuffer filling;
    private @Nullable Flight flight;
    private long retryAtNanos = System.nanoTime();
    private long lastWriteNanos;

    private record Position(String topicId, long written) {}

    private record Flight(
            OffsetMove move, OutcomeBuffer buffer, CompletableFuture<List<BatchProgress>> written, long startedNanos) {}

    PartitionCollector(
            int partition,
            OutcomeLedger ledger,
            Flusher flusher,
            ProgressCache cache,
            CollectorSettings settings,
            CollectorMetrics metrics,
            Runnable onWritten) {
        this.partition = partition;
        this.outage = new Outage(LOG, "collecting partition " + partition);
        this.ledger = ledger;
        this.flusher = flusher;
        this.cache = cache;
        this.settings = settings;
        this.metrics = metrics;
        this.onWritten = onWritten;
    }

    int partition() {
        return partition;
    }

    /** False when it does not know where to read; then it must be positioned before it takes outcomes. */
    boolean positioned() {
        return position != null;
    }

    /** True when an attempt to position it is due. */
    boolean wantsPosition(long now) {
        return position == null && now - retryAtNanos >= 0;
    }

    /**
     * Starts over.
     *
     * @param written the offset that the ledger has
     */
    void position(String topicId, long written) {
        position = new Position(topicId, written);
    }

    /** Notes that records were lost before they could be read, so that it goes on behind them. */
    void skipTo(long offset, long now) {
        filling(now).readTo(offset);
    }

    /**
     * Takes outcomes in the order of the partition.
     *
     * @param nextOffset the offset behind the last of them
     */
    void accept(List<Outcome> outcomes, long nextOffset, long now) {
        Map<BatchId, Optional<BatchProgress>> known = progress(outcomes);
        OutcomeBuffer buffer = filling(now);
        for (Outcome outcome : outcomes) {
            accept(outcome, new BatchId(outcome.getBatchId()), buffer, known);
        }
        buffer.readTo(nextOffset);
    }

    private void accept(
            Outcome outcome, BatchId batch, OutcomeBuffer buffer, Map<BatchId, Optional<BatchProgress>> known) {
        BatchBuffer mine = buffer.find(batch);
        BatchBuffer flying = flying(batch);
        if (holds(mine, outcome) || holds(flying, outcome)) {
            metrics.repeated();
            return;
        }
        if (mine == null) {
            Optional<BatchProgress> base =
                    flying != null ? Optional.of(flying.base()) : known.getOrDefault(batch, Optional.empty());
            if (base.isEmpty()) {
                metrics.late();
                return;
            }
            if (base.get().contains(outcome.getLine())) {
                metrics.repeated();
                return;
            }
            mine = buffer.start(
                    base.get(), flying != null ? flying.owed() : base.get().owed());
        }
        buffer.add(mine, outcome);
    }

    private static boolean holds(@Nullable BatchBuffer buffer, Outcome outcome) {
        return buffer != null && buffer.contains(outcome.getLine());
    }

    private @Nullable BatchBuffer flying(BatchId batch) {
        return flight == null ? null : flight.buffer().find(batch);
    }

    /**
     * What is known of the outcomes' batches that are in no buffer, having asked the ledger, in one go, about those of
     * which nothing was. All of it is taken from the cache before anything is put there: what goes in may push out what
     * another outcome here needs, and a batch of which nothing is known looks like one that takes no outcomes.
     */
    private Map<BatchId, Optional<BatchProgress>> progress(List<Outcome> outcomes) {
        Map<BatchId, Optional<BatchProgress>> known = new HashMap<>();
        Set<BatchId> unknown = new HashSet<>();
        for (Outcome outcome : outcomes) {
            BatchId batch = new BatchId(outcome.getBatchId());
            if (!buffered(batch)) {
                if (cache.knows(batch)) {
                    known.put(batch, cache.find(batch));
                } else {
                    unknown.add(batch);
                }
            }
        }
        if (!unknown.isEmpty()) {
            Map<BatchId, BatchProgress> found = ledger.load(unknown);
            for (BatchId batch : unknown) {
                Optional<BatchProgress> progress = Optional.ofNullable(found.get(batch));
                known.put(batch, progress);
                cache.put(batch, progress);
            }
        }
        return known;
    }

    private boolean buffered(BatchId batch) {
        return flying(batch) != null || (filling != null && filling.find(batch) != null);
    }

    private OutcomeBuffer filling(long now) {
        if (filling == null) {
            Position at = position;
            if (at == null) {
                throw new IllegalStateException("partition " + partition + " is not positioned");
            }
            filling = new OutcomeBuffer(now, at.written());
        }
        return filling;
    }

    /**
     * Takes up what a write left, and starts the next one when it is due.
     *
     * @param pressed true when memory is short and everything should be written
     */
    void turn(long now, boolean pressed) {
        settle(now);
        if (flight == null && filling != null && (pressed || due(filling, now))) {
            write(filling, now);
        }
    }

    /** How long nothing has to be done here unless outcomes come or a write ends. */
    Duration dueIn(long now) {
        if (filling == null || flight != null) {
            return FOREVER;
        }
        return due(filling, now)
                ? Duration.ZERO
                : Duration.ofNanos(Math.max(0, patienceNanos(filling) - filling.ageNanos(now)));
    }

    private boolean due(OutcomeBuffer buffer, long now) {
        return buffer.urgent()
                || buffer.weight() >= settings.flushBytes()
                || buffer.ageNanos(now) >= patienceNanos(buffer);
    }

    /** Short while little comes, so that progress shows at once; longer the more there is and the more a write costs. */
    private long patienceNanos(OutcomeBuffer buffer) {
        long min = settings.minAge().toNanos();
        long max = settings.maxAge().toNanos();
        if (buffer.batches().isEmpty()) {
            return max;
        }
        double load = Math.min(1.0, 4.0 * buffer.weight() / settings.flushBytes());
        return Math.clamp(Math.max(min + (long) ((max - min) * load), WRITE_COST_SHARE * lastWriteNanos), min, max);
    }

    private void write(OutcomeBuffer buffer, long now) {
        Position at = position;
        if (at == null) {
            return;
        }
        OffsetMove move = new OffsetMove(partition, at.topicId(), at.written(), buffer.nextOffset());
        flight = new Flight(move, buffer, flusher.write(move, buffer, onWritten), now);
        filling = null;
    }

    private void settle(long now) {
        Flight landed = flight;
        if (landed == null || !landed.written().isDone()) {
            return;
        }
        if (landed.written().isCompletedExceptionally()) {
            restart(landed.written().exceptionNow(), now);
            return;
        }
        flight = null;
        lastWriteNanos = now - landed.startedNanos();
        position = new Position(landed.move().topicId(), landed.move().to());
        List<BatchProgress> newer = landed.written().resultNow();
        for (BatchProgress progress : newer) {
            cache.put(progress.batch(), progress.owed() > 0 ? Optional.of(progress) : Optional.empty());
        }
        if (filling != null) {
            filling.rebase(newer);
        }
        metrics.written(landed.buffer().batches(), Duration.ofNanos(lastWriteNanos));
        outage.succeeded();
    }

    /** Forgets everything, to be positioned again after a while. A write that is under way may still succeed. */
    void restart(Throwable cause, long now) {
        if (cause instanceof StaleWriteException) {
            metrics.refused();
        }
        cache.clear();
        position = null;
        filling = null;
        flight = null;
        retryAtNanos = now + outage.failed(cause).toNanos();
    }

    /** True when the next buffer is large enough and the one before is still being written. */
    boolean full() {
        return flight != null && filling != null && filling.weight() >= settings.flushBytes();
    }

    /** True when there is something that is not written yet. */
    boolean busy() {
        return flight != null || filling != null;
    }

    /** Bytes of memory that its buffers hold. */
    long memory() {
        return (filling == null ? 0 : filling.memory())
                + (flight == null ? 0 : flight.buffer().memory());
    }
}
