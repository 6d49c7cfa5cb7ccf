package org.argosy.dispatcher.feed;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.argosy.dispatcher.plan.InputFile;
import org.argosy.dispatcher.plan.LineParser;
import org.argosy.schemas.TopicProvisioner;
import org.argosy.schemas.Topics;
import org.argosy.storage.FeedLane;
import org.argosy.storage.db.LaneRepository;
import org.argosy.storage.db.LaneRepository.Collected;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes again what Kafka lost: lines that were published, have no outcome, and are nowhere any more, because a topic
 * was deleted or its retention was too short. A line is lost only when two looks agree. The first finds nothing unfinished in
 * the model's topic and notes how far the outcomes reach, which by then hold everything that workers finished. The second
 * finds the model's topic as it was, all those outcomes collected, and the line still without one. Belongs to one thread.
 */
final class LostWork {

    private static final Logger LOG = LoggerFactory.getLogger(LostWork.class);

    private final TopicProvisioner topics;
    private final Outstanding kafka;
    private final LaneRepository lanes;
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
            Function<FeedLane, InputFile> inputs,
            WorkPublisher publisher,
            ShardMemory memory,
            FeedSettings settings,
            InstantSource clock) {
        this.topics = topics;
        this.kafka = kafka;
        this.lanes = lanes;
        this.inputs = inputs;
        this.publisher = publisher;
        this.memory = memory;
        this.settings = settings;
        this.clock = clock;
    }

    /** What the first look found. */
    private record Mark(WorkTopic work, WorkTopic outcomes) {}

    /** Models among these that have lines without an outcome and nothing unfinished in Kafka, seen in two looks. */
    Set<String> suspects(Collection<String> models) throws InterruptedException {
        Set<String> owing = lanes.owing(models, clock.instant()).stream()
                .map(FeedLane::model)
                .collect(Collectors.toSet());
        marks.keySet().retainAll(owing);
        if (owing.isEmpty()) {
            return Set.of();
        }
        topics.ensureModels(owing);
        Map<String, WorkTopic> now = kafka.look(owing);
        Map<Integer, Collected> collected = lanes.collected();
        Set<String> suspects = now.entrySet().stream()
                .filter(e -> isSuspect(e.getKey(), e.getValue(), collected))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, WorkTopic> idle = now.entrySet().stream()
                .filter(e -> e.getValue().allOutstanding() == 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        marks.clear();
        if (!idle.isEmpty()) {
            WorkTopic outcomes = kafka.endsOf(Topics.OUTCOMES);
            idle.forEach((model, work) -> marks.put(model, new Mark(work, outcomes)));
        }
        return suspects;
    }

    /**
     * Publishes a model's lost lines, up to a round of each lane. Its lease must be held, so that nobody else publishes
     * for the model.
     */
    void publish(String model, long epoch) throws InterruptedException {
        WorkTopic topic = kafka.look(List.of(model)).get(model);
        if (topic == null || topic.allOutstanding() > 0) {
            return;
        }
        for (FeedLane lane : lanes.owing(List.of(model), clock.instant())) {
            Optional<RoaringBitmap> completed = lanes.completedLines(lane.batch());
            if (completed.isPresent()) {
                publish(lane, completed.get(), topic.outstanding(), epoch);
            }
        }
        marks.remove(model);
    }

    private boolean isSuspect(String model, WorkTopic now, Map<Integer, Collected> collected) {
        Mark mark = marks.get(model);
        return mark != null
                && now.allOutstanding() == 0
                && now.id().equals(mark.work().id())
                && now.allFinished() == mark.work().allFinished()
                && isCollected(mark.outcomes(), collected);
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

    private void publish(FeedLane lane, RoaringBitmap completed, long[] outstanding, long epoch)
            throws InterruptedException {
        LineSet lost = after -> {
            long next = completed.nextAbsentValue(after + 1);
            return next > lane.cursorLine() ? -1 : (int) next;
        };
        Acks acks = new Acks();
        LaneRound round = new LaneRound(lane, acks);
        ShardReader reader = new ShardReader(lane, 0, lost, inputs.apply(lane), lanes, memory, settings.readBytes());
        try {
            int left = settings.roundLines();
            while (left-- > 0 && reader.next(left + 1) && reader.number() <= lane.cursorLine()) {
                parser.parse(reader.bytes(), reader.start(), reader.length());
                publisher.publish(lane, reader, parser, false, epoch, outstanding, round);
            }
        } finally {
            acks.await();
            reader.close();
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
