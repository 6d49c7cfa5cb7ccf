package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.LineParser;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
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
    private static final double ROOM_TO_SPARE = 0.8;

    private final String model;
    private final LaneRepository lanes;
    private final Function<FeedLane, InputFile> inputs;
    private final WorkPublisher publisher;
    private final ShardMemory memory;
    private final FeedSettings settings;
    private final InstantSource clock;
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
            InstantSource clock) {
        this.model = model;
        this.lanes = lanes;
        this.inputs = inputs;
        this.publisher = publisher;
        this.memory = memory;
        this.settings = settings;
        this.clock = clock;
        this.scheduler = new FeedScheduler(settings.quantumTokens(), settings.urgentShare());
    }

    /**
     * What a round did.
     *
     * @param lines lines that were published
     * @param more whether lines remain to be published
     */
    record Round(int lines, boolean more) {}

    /**
     * Publishes up to {@code room} lines and moves the cursors.
     *
     * @param outstanding of each partition; counted up
     * @param rate lines of the model that finish each second
     * @throws KafkaException when lines could not be sent; their cursors have not moved
     */
    Round round(int room, long[] outstanding, double rate, long epoch) throws InterruptedException {
        List<FeedLane> candidates = lanes.toFeed(model, settings.lanesPerTenant(), clock.instant());
        closeAllBut(candidates);
        if (candidates.isEmpty() || room <= 0) {
            return new Round(0, !candidates.isEmpty());
        }
        scheduler.sync(candidates.stream()
                .filter(this::isAwake)
                .map(lane -> candidate(lane, candidates.size(), rate))
                .toList());
        Map<BatchId, FeedLane> byBatch =
                candidates.stream().collect(Collectors.toMap(FeedLane::batch, Function.identity()));
        Acks acks = new Acks();
        Map<BatchId, LaneRound> published =
                publish(byBatch, Math.min(room, settings.roundLines()), outstanding, epoch, acks);
        acks.await();
        readers.values().forEach(ShardReader::rest);
        return settle(published, epoch);
    }

    private Map<BatchId, LaneRound> publish(
            Map<BatchId, FeedLane> byBatch, int room, long[] outstanding, long epoch, Acks acks)
            throws InterruptedException {
        Map<BatchId, LaneRound> rounds = new HashMap<>();
        long bytes = 0;
        int left = room;
        while (left > 0 && bytes < settings.roundBytes()) {
            BatchId batch = scheduler.next().orElse(null);
            FeedLane lane = batch == null ? null : byBatch.get(batch);
            if (batch == null || lane == null) {
                break;
            }
            try {
                ShardReader reader = readers.computeIfAbsent(batch, b -> reader(lane));
                if (!reader.next(left)) {
                    scheduler.remove(batch);
                    continue;
                }
                LaneRound round = rounds.computeIfAbsent(batch, b -> new LaneRound(lane, acks));
                parser.parse(reader.bytes(), reader.start(), reader.length());
                bytes += publisher.publish(lane, reader, parser, epoch, outstanding, round);
            } catch (RuntimeException e) {
                rest(lane, e);
                continue;
            }
            scheduler.charge(batch, parser.estimatedTokens());
            left--;
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

    private Round settle(Map<BatchId, LaneRound> published, long epoch) {
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
        return new Round(lines, true);
    }

    private FeedScheduler.Candidate candidate(FeedLane lane, int competitors, double rate) {
        double seconds = rate > 0 ? lane.remaining() * (double) competitors / rate : 0;
        double left = Duration.between(clock.instant(), lane.expiresAt()).toMillis() / 1000.0;
        return new FeedScheduler.Candidate(
                lane.batch(), lane.tenant(), lane.expiresAt(), seconds > left * ROOM_TO_SPARE);
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
