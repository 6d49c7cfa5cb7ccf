package org.argosy.workers.consume;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * What happens when partitions come and go: new ones stay paused until their start is known, and what is finished in those
 * that go is committed first, so that their next owner repeats only what was open. For the consumer's thread.
 */
final class Rebalances implements ConsumerRebalanceListener {

    private final Consumer<?, ?> consumer;
    private final Assignment assignment;
    private final OffsetCommits commits;
    private final WorkBuffer buffer;

    Rebalances(Consumer<?, ?> consumer, Assignment assignment, OffsetCommits commits, WorkBuffer buffer) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.commits = commits;
        this.buffer = buffer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assignment.add(partitions);
        consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        buffer.forget(partitions);
        commits.commitNow(partitions);
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        buffer.forget(partitions);
        assignment.remove(partitions);
    }
}
