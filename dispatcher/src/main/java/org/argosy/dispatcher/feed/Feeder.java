package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.argosy.dispatcher.feed.FeedScheduler.Pick;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.LineParser;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.TenantId;
import org.argosy.storage.db.LaneRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the lines of one model, as many as there is room for and in the order that is fair at that moment. The cursor
 * of a lane is written after the broker has acknowledged its lines: a crash in between publishes them again, which is at
 * most one round. Belongs to one thread.
 */
final class Feeder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    private static final long REST_NANOS = Duration.ofSeconds(3).toNanos();

    private final String model;
    private final LaneRepository lanes;
    private final Function<FeedLane, InputFile> inputs;
    private final WorkPublisher publisher;
    private final ShardMemory memory;
    private final FeedSettings settings;
    private final InstantSource clock;
    private final ModelMemory known;
    private final Candidates candidates;
    private final FeedScheduler scheduler;
    private final LineParser parser = new LineParser();
    private final Map<BatchId, ShardReader> readers = new HashMap<>();
    private final Map<BatchId, Long> resting = new HashMap<>();

    Feeder(
            String model,
            LaneRepository lanes,
            Function<FeedLane, InputFile> inputs,
            WorkPublisher publisher,
            ShardMemory memory,
            FeedSettings settings,
            ToDoubleFunction<TenantId> tenantWeights,
            ModelMemory known,
            InstantSource clock) {
        this.model = model;
        this.lanes = lanes;
        this.inputs = inputs;
        this.publisher = publisher;
        this.memory = memory;
        this.settings = settings;
        this.clock = clock;
        this.known = known;
        this.candidates = new Candidates(known, settings.shares(), tenantWeights);
        this.scheduler = new FeedScheduler(settings.shares());
    }

    /**
     * What a round did.
     *
     * @param lines lines that were published
     * @param before what there was to publish before it
     */
    record Round(int lines, Backlog before) {}

    /** Lines and tokens that wait to be published, and of how many tenants. */
    record Backlog(long lines, double tokens, int tenants) {

        static Backlog of(Collection<FeedLane> lanes) {
            return new Backlog(
                    lanes.stream().mapToLong(FeedLane::remaining).sum(),
                    lanes.stream().mapToDouble(FeedLane::remainingTokens).sum(),
                    (int) lanes.stream().map(FeedLane::tenant).distinct().count());
        }

        boolean isEmpty() {
            return lines == 0;
        }
    }

    /**
     * Publishes up to {@code room} lines and moves the cursors.
     *
     * @param room lines that may be published
     * @param ahead lines that may be published beside them, if they are chosen ahead of their turn
     * @param outstanding of each partition; counted up
     * @throws KafkaException when lines could not be sent; their cursors have not moved
     */
    Round round(int room, int ahead, long[] outstanding, long epoch) throws InterruptedException {
        Instant now = clock.instant();
        List<FeedLane> all = lanes.toFeed(model, settings.lanesPerTenant(), now);
        closeAllBut(all);
        candidates.learn(all);
        if (all.isEmpty() || room + ahead <= 0) {
            return new Round(0, Backlog.of(all));
        }
        List<FeedLane> awake = all.stream().filter(this::isAwake).toList();
        scheduler.sync(candidates.of(awake, now), candidates.littleTokens(awake));
        Map<BatchId, FeedLane> byBatch = awake.stream().collect(Collectors.toMap(FeedLane::batch, Function.identity()));
        Acks acks = new Acks();
        Map<BatchId, LaneRound> published = publish(byBatch, room, ahead, outstanding, epoch, acks);
        acks.await();
        return new Round(settle(published, epoch), Backlog.of(all));
    }

    private Map<BatchId, LaneRound> publish(
            Map<BatchId, FeedLane> byBatch, int room, int ahead, long[] outstanding, long epoch, Acks acks)
            throws InterruptedException {
        Map<BatchId, LaneRound> rounds = new HashMap<>();
        long bytes = 0;
        int lines = 0;
        int most = Math.min(room + ahead, settings.roundLines());
        while (lines < most && bytes < settings.roundBytes()) {
            Pick pick = scheduler.next(lines >= room).orElse(null);
            FeedLane lane = pick == null ? null : byBatch.get(pick.batch());
            if (pick == null || lane == null) {
                break;
            }
            try {
                ShardReader reader = readers.computeIfAbsent(pick.batch(), b -> reader(lane));
                if (!reader.next(most - lines)) {
                    scheduler.remove(pick.batch());
                    continue;
                }
                LaneRound round = rounds.computeIfAbsent(pick.batch(), b -> new LaneRound(lane, acks));
                parser.parse(reader.bytes(), reader.start(), reader.length());
                bytes += publisher.publish(lane, reader, parser, pick.ahead(), epoch, outstanding, round);
                // The record is a copy. Nothing is in use while this thread waits for room to read another lane's
                // shard.
                reader.rest();
            } catch (RuntimeException e) {
                rest(lane, e);
                continue;
            }
            double tokens =
                    (double) parser.estimatedTokens() * known.corrections().of(pick.batch());
            known.published(tokens);
            scheduler.charge(pick.batch(), tokens);
            lines++;
        }
        return rounds;
    }

    /**
     * Leaves a lane alone for a while whose input cannot be read or whose line cannot be sent. What was sent of it stays
     * sent; its reader starts again behind the cursor.
     */
    private void rest(FeedLane lane, RuntimeException cause) {
        LOG.atWarn()
                .setCause(cause)
                .addKeyValue("batch", lane.batch())
                .addKeyValue("model", model)
                .log("A line could not be published, the batch pauses");
        scheduler.remove(lane.batch());
        close(lane.batch());
        resting.put(lane.batch(), System.nanoTime() + REST_NANOS);
    }

    private boolean isAwake(FeedLane lane) {
        Long until = resting.get(lane.batch());
        if (until != null && System.nanoTime() - until < 0) {
            return false;
        }
        resting.remove(lane.batch());
        return true;
    }

    private int settle(Map<BatchId, LaneRound> published, long epoch) {
        List<LaneRound> sent =
                published.values().stream().filter(r -> r.failure() == null).toList();
        Set<BatchId> moved = sent.isEmpty()
                ? Set.of()
                : lanes.advance(
                        model, epoch, sent.stream().map(LaneRound::advance).toList());
        int lines = 0;
        Exception failure = null;
        for (LaneRound round : published.values()) {
            BatchId batch = round.lane().batch();
            if (moved.contains(batch)) {
                lines += round.lines();
            } else {
                // The cursor stayed where it was: the batch ended, another feeder has the model, or lines were not
                // sent.
                close(batch);
            }
            failure = round.failure() != null ? round.failure() : failure;
        }
        if (failure != null) {
            throw new KafkaException("lines of " + model + " could not be published", failure);
        }
        return lines;
    }

    private ShardReader reader(FeedLane lane) {
        return new ShardReader(
                lane, lane.cursorLine(), LineSet.ALL, inputs.apply(lane), lanes, memory, settings.readBytes());
    }

    private void closeAllBut(List<FeedLane> candidates) {
        Set<BatchId> present = candidates.stream().map(FeedLane::batch).collect(Collectors.toSet());
        Set.copyOf(readers.keySet()).stream().filter(b -> !present.contains(b)).forEach(this::close);
        resting.keySet().retainAll(present);
    }

    private void close(BatchId batch) {
        ShardReader reader = readers.remove(batch);
        if (reader != null) {
            reader.close();
        }
    }

    @Override
    public void close() {
        Set.copyOf(readers.keySet()).forEach(this::close);
    }
}
