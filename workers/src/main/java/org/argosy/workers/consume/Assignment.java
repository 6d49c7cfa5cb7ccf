package org.argosy.workers.consume;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.jspecify.annotations.Nullable;

/** The partitions that this consumer has now, each with its tracker. For the consumer's thread. */
final class Assignment {

    private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();

    /** Where this partition goes on. */
    OffsetTracker add(TopicPartition partition, CompletedOffsets start) {
        OffsetTracker tracker = new OffsetTracker(start);
        trackers.put(partition, tracker);
        return tracker;
    }

    void remove(Collection<TopicPartition> partitions) {
        trackers.keySet().removeAll(partitions);
    }

    @Nullable
    OffsetTracker tracker(TopicPartition partition) {
        return trackers.get(partition);
    }

    Set<TopicPartition> partitions() {
        return trackers.keySet();
    }

    /** What changed since the last time, ready to be committed. */
    Map<TopicPartition, OffsetAndMetadata> committable() {
        return committable(trackers.keySet());
    }

    Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetTracker tracker = trackers.get(partition);
            if (tracker != null) {
                tracker.committable().ifPresent(done -> offsets.put(partition, commit(done)));
            }
        }
        return offsets;
    }

    /** These did not arrive. */
    void commitFailed(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Optional.ofNullable(trackers.get(partition)).ifPresent(OffsetTracker::commitFailed);
        }
    }

    /** Partitions whose metadata might overflow if a whole poll came from them. */
    boolean isFull(TopicPartition partition, int records) {
        OffsetTracker tracker = trackers.get(partition);
        return tracker == null || !tracker.hasRoomFor(records);
    }

    private static OffsetAndMetadata commit(CompletedOffsets done) {
        return new OffsetAndMetadata(done.committed(), done.encode().orElse(""));
    }
}
