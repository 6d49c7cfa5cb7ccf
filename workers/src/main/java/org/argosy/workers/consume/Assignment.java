package org.argosy.workers.consume;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that this consumer has now. A new one waits until it is known where the group left it; then it has a
 * tracker, or, if the group never committed, gets one with its first record. For the consumer's thread.
 */
final class Assignment {

    private final Map<TopicPartition, OffsetTracker> trackers = new HashMap<>();
    private final Set<TopicPartition> unknown = new HashSet<>();
    private final Set<TopicPartition> fresh = new HashSet<>();

    /** These partitions are new; nothing is taken from them until their {@linkplain #started start} is known. */
    void add(Collection<TopicPartition> partitions) {
        unknown.addAll(partitions);
    }

    /** Partitions whose start is not known. */
    Set<TopicPartition> unknown() {
        return Set.copyOf(unknown);
    }

    /**
     * What the group committed last for this partition.
     *
     * @param commit null when there is none
     */
    void started(TopicPartition partition, @Nullable OffsetAndMetadata commit) {
        unknown.remove(partition);
        if (commit == null) {
            fresh.add(partition);
        } else {
            trackers.put(partition, new OffsetTracker(CompletedOffsets.decode(commit.offset(), commit.metadata())));
        }
    }

    /** The tracker for a record that has come; a new one when the partition has none or was made anew. */
    OffsetTracker trackerFor(TopicPartition partition, long offset) {
        OffsetTracker tracker = trackers.get(partition);
        if (tracker == null || tracker.isRewound(offset)) {
            fresh.remove(partition);
            tracker = new OffsetTracker(CompletedOffsets.none(offset));
            trackers.put(partition, tracker);
        }
        return tracker;
    }

    /** Whether this many records can be taken and their commit's metadata will not overflow. */
    boolean hasRoomFor(TopicPartition partition, int records) {
        if (unknown.contains(partition)) {
            return false;
        }
        OffsetTracker tracker = trackers.get(partition);
        return tracker == null ? fresh.contains(partition) : tracker.hasRoomFor(records);
    }

    /** Whether what ends with this tracker is committed by this consumer. */
    boolean isCurrent(TopicPartition partition, OffsetTracker tracker) {
        return tracker.equals(trackers.get(partition));
    }

    void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(
                partition -> Optional.ofNullable(trackers.get(partition)).ifPresent(OffsetTracker::lose));
        trackers.keySet().removeAll(partitions);
        unknown.removeAll(partitions);
        fresh.removeAll(partitions);
    }

    /** Partitions of which something was taken. */
    Set<TopicPartition> partitions() {
        return Set.copyOf(trackers.keySet());
    }

    /** What changed in these partitions since the last time, ready to be committed. */
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

    private static OffsetAndMetadata commit(CompletedOffsets done) {
        return new OffsetAndMetadata(done.committed(), done.encode().orElse(""));
    }
}
