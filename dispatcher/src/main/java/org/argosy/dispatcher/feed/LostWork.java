package org.argosy.dispatcher.feed;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.LineParser;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.BatchId;
import org.argosy.storage.FeedLane;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.LaneRepository.Collected;
import org.argosy.storage.db.ModelLeases;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes again what Kafka lost: lines that were published, have no outcome, and are nowhere any more, because a topic
 * was deleted or its retention was too short. Three things must have been seen of a model, one after the other: how far its
 * lanes were published and where its topic ended then; everything before those ends finished, and where the outcomes ended
 * then, which by that time hold all that workers finished; everything before those ends collected. A line that was published
 * before the first look and still has no outcome after the third is lost. Whether more was published meanwhile does not matter,
 * so a model that is never idle is looked after too. When another has published a model's lost lines meanwhile, what was
 * seen of it counts no more: those lines are on their way again. Belongs to one thread.
 */
final class LostWork {

    private static final Logger LOG = LoggerFactory.getLogger(LostWork.class);

    private final TopicProvisioner topics;
    private final Outstanding kafka;
    private final LaneRepository lanes;
    private final ModelLeases leases;
    private final LostLines lostLines;
    private final Function<FeedLane, InputFile> inputs;
    private final WorkPublisher publisher;
    private final ShardMemory memory;
    private final FeedSettings settings;
    private final InstantSource clock;
    private final LineParser parser = new LineParser();
    private final Map<String, Mark> marks = new HashMap<>();

    LostWork(
            TopicProvisioner topics,
            Outstanding kafka,
            LaneRepository lanes,
            ModelLeases leases,
            Function<FeedLane, InputFile> inputs,
            WorkPublisher publisher,
            ShardMemory memory,
            FeedSettings settings,
            InstantSource clock) {
        this.topics = topics;
        this.kafka = kafka;
        this.lanes = lanes;
        this.leases = leases;
        this.lostLines = new LostLines(lanes, settings.roundLines());
        this.inputs = inputs;
        this.publisher = publisher;
        this.memory = memory;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * How far a model was published at one moment.
     *
     * @param republished how often its lost lines had been published by then
     * @param lanes those that owed outcomes then
     * @param work where its topic ended
     * @param outcomes where the outcomes ended when the work was finished; null until then
     */
    private record Mark(
            long republished,
            Map<BatchId, FeedLane> lanes,
            WorkTopic work,
            @Nullable WorkTopic outcomes) {}

    /** Models among these of which all was seen that must be seen to know what is lost. */
    Set<String> suspects(Collection<String> models) throws InterruptedException {
        Map<String, Long> republished = leases.republished(models);
        Map<String, Map<BatchId, FeedLane>> owing = lanes.owing(models, clock.instant()).stream()
                .collect(
                        Collectors.groupingBy(FeedLane::model, Collectors.toMap(FeedLane::batch, Function.identity())));
        marks.keySet().retainAll(owing.keySet());
        if (owing.isEmpty()) {
            return Set.of();
        }
        topics.ensureModels(owing.keySet());
        Map<String, WorkTopic> now = kafka.look(owing.keySet());
        Map<Integer, Collected> collected = lanes.collected();
        Set<String> suspects = new HashSet<>();
        for (Map.Entry<String, WorkTopic> seen : now.entrySet()) {
            String model = seen.getKey();
            WorkTopic work = seen.getValue();
            long count = republished.getOrDefault(model, 0L);
            Mark mark = marks.get(model);
            if (mark == null || mark.republished() != count || !mark.work().id().equals(work.id())) {
                mark = new Mark(count, owing.getOrDefault(model, Map.of()), work, null);
                marks.put(model, mark);
            }
            if (mark.outcomes() == null) {
                if (work.isFinishedUpTo(mark.work())) {
                    marks.put(model, new Mark(count, mark.lanes(), mark.work(), kafka.endsOf(Topics.OUTCOMES)));
                }
            } else if (isCollected(mark.outcomes(), collected)) {
                suspects.add(model);
            }
        }
        return suspects;
    }

    /**
     * Publishes a suspect's lost lines, up to a round of each lane; there may be none. Ends early when its lease is lost.
     *
     * @param epoch of the model's lease, which this process holds
     */
    void publish(String model, long epoch) throws InterruptedException {
        Mark mark = marks.remove(model);
        WorkTopic topic = kafka.look(List.of(model)).get(model);
        if (mark == null || topic == null) {
            return;
        }
        boolean begun = false;
        for (FeedLane lane : lanes.owing(List.of(model), clock.instant())) {
            FeedLane then = mark.lanes().get(lane.batch());
            RoaringBitmap lost = then == null ? new RoaringBitmap() : lostLines.of(then);
            if (then == null || lost.isEmpty()) {
                continue;
            }
            boolean mine = begun ? renew(model, epoch) : leases.republish(model, epoch, mark.republished());
            if (!mine) {
                return;
            }
            begun = true;
            try {
                publish(then, lost, topic.outstanding(), epoch);
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("batch", lane.batch())
                        .addKeyValue("model", model)
                        .log("Lost lines could not be published again, that will be tried again");
            }
        }
    }

    private boolean renew(String model, long epoch) {
        return !leases.renew(Map.of(model, epoch), clock.instant().plus(settings.lease()))
                .isEmpty();
    }

    private static boolean isCollected(WorkTopic outcomes, Map<Integer, Collected> collected) {
        for (int p = 0; p < outcomes.ends().length; p++) {
            Collected partition = collected.get(p);
            boolean same = partition != null
                    && partition.topicId().equals(outcomes.id().toString());
            long next = same && partition != null ? partition.nextOffset() : 0;
            if (next < outcomes.ends()[p]) {
                return false;
            }
        }
        return true;
    }

    private void publish(FeedLane lane, RoaringBitmap lost, long[] outstanding, long epoch)
            throws InterruptedException {
        Acks acks = new Acks();
        LaneRound round = new LaneRound(lane, acks);
        LineSet lines = after -> (int) lost.nextValue(after + 1);
        ShardReader reader = new ShardReader(lane, 0, lines, inputs.apply(lane), lanes, memory, settings.readBytes());
        try {
            int left = lost.getCardinality();
            while (left > 0 && reader.next(left)) {
                parser.parse(reader.bytes(), reader.start(), reader.length());
                publisher.publish(lane, reader, parser, false, epoch, outstanding, round);
                reader.rest();
                left--;
            }
        } finally {
            reader.close();
            acks.await();
        }
        Exception failure = round.failure();
        if (failure != null) {
            throw new KafkaException("lost lines of " + lane.batch() + " could not be published again", failure);
        }
        LOG.atWarn()
                .addKeyValue("batch", lane.batch())
                .addKeyValue("model", lane.model())
                .addKeyValue("lines", round.lines())
                .log("Published lines again that Kafka had lost");
    }
}
