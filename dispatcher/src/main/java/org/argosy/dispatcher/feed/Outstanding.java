package org.argosy.dispatcher.feed;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.argosy.schemas.Topics;
import org.argosy.schemas.offsets.CompletedOffsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka itself what is published and unfinished, many models at once: the end of each partition, less what the
 * workers' group has committed, less what the workers finished beyond that. Nobody has to count, so nobody can count
 * wrongly after a crash. Blocks. Belongs to one thread.
 */
final class Outstanding {

    private static final long REFRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long TIMEOUT_SECONDS = 10;

    private final Admin admin;
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<TopicPartition, Long> begins = new HashMap<>();
    private long refreshed;

    /**
     * @param admin stays the caller's to close
     */
    Outstanding(Admin admin) {
        this.admin = admin;
        this.refreshed = System.nanoTime() - REFRESH_NANOS;
    }

    private record Shape(Uuid id, int partitions) {}

    /**
     * Looks at these models' topics.
     *
     * @return without those that have no topic
     * @throws KafkaException when the broker does not answer
     */
    Map<String, WorkTopic> look(Collection<String> models) throws InterruptedException {
        refresh(models);
        Map<String, String> topics =
                models.stream().filter(m -> shapes.containsKey(m)).collect(Collectors.toMap(m -> m, Topics::work));
        var committed = admin.listConsumerGroupOffsets(topics.keySet().stream()
                .collect(Collectors.toMap(Topics::workGroup, m -> new ListConsumerGroupOffsetsSpec())));
        Map<String, WorkTopic> found = new HashMap<>();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = new HashMap<>();
        for (String model : topics.keySet()) {
            offsets.put(model, offsets(committed.partitionsToOffsetAndMetadata(Topics.workGroup(model))));
        }
        // Ends after commits: a line that was published in between counts as unfinished, never as less than none.
        Map<TopicPartition, Long> ends = ends(topics.keySet());
        topics.keySet().forEach(model -> {
            WorkTopic topic = topic(model, ends, offsets.getOrDefault(model, Map.of()));
            if (topic != null) {
                found.put(model, topic);
            }
        });
        return found;
    }

    /** The end of each partition of a topic and the topic's id. */
    WorkTopic endsOf(String topic) throws InterruptedException {
        TopicDescription description =
                get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
        int partitions = description.partitions().size();
        var listed = admin.listOffsets(
                partitions(topic, partitions).collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest())));
        long[] ends = new long[partitions];
        for (int p = 0; p < partitions; p++) {
            ends[p] = get(listed.partitionResult(new TopicPartition(topic, p))).offset();
        }
        return new WorkTopic(description.topicId(), ends, new long[partitions], new long[partitions]);
    }

    private void refresh(Collection<String> models) throws InterruptedException {
        long now = System.nanoTime();
        boolean due = now - refreshed >= REFRESH_NANOS;
        List<String> wanted =
                models.stream().filter(m -> due || !shapes.containsKey(m)).toList();
        if (wanted.isEmpty()) {
            return;
        }
        var described =
                admin.describeTopics(wanted.stream().map(Topics::work).toList()).topicNameValues();
        for (String model : wanted) {
            try {
                TopicDescription topic = get(described.get(Topics.work(model)));
                shapes.put(model, new Shape(topic.topicId(), topic.partitions().size()));
            } catch (UnknownTopicOrPartitionException e) {
                shapes.remove(model);
            }
        }
        readBegins(wanted);
        if (due) {
            refreshed = now;
        }
    }

    private void readBegins(Collection<String> models) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = specs(models, OffsetSpec.earliest());
        var listed = admin.listOffsets(wanted);
        for (TopicPartition partition : wanted.keySet()) {
            Long begin = offset(listed.partitionResult(partition));
            if (begin != null) {
                begins.put(partition, begin);
            }
        }
    }

    private Map<TopicPartition, Long> ends(Collection<String> models) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = specs(models, OffsetSpec.latest());
        var listed = admin.listOffsets(wanted);
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : wanted.keySet()) {
            Long end = offset(listed.partitionResult(partition));
            if (end != null) {
                ends.put(partition, end);
            }
        }
        return ends;
    }

    private Map<TopicPartition, OffsetSpec> specs(Collection<String> models, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        for (String model : models) {
            Shape shape = shapes.get(model);
            if (shape != null) {
                partitions(Topics.work(model), shape.partitions()).forEach(p -> specs.put(p, spec));
            }
        }
        return specs;
    }

    private @Nullable WorkTopic topic(
            String model, Map<TopicPartition, Long> ends, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Shape shape = shapes.get(model);
        if (shape == null) {
            return null;
        }
        WorkTopic topic = new WorkTopic(
                shape.id(), new long[shape.partitions()], new long[shape.partitions()], new long[shape.partitions()]);
        for (int p = 0; p < shape.partitions(); p++) {
            TopicPartition partition = new TopicPartition(Topics.work(model), p);
            Long end = ends.get(partition);
            if (end == null) {
                shapes.remove(model);
                return null;
            }
            fill(topic, p, end, begins.getOrDefault(partition, 0L), offsets.get(partition));
        }
        return topic;
    }

    private static void fill(WorkTopic topic, int p, long end, long begin, @Nullable OffsetAndMetadata commit) {
        // A commit beyond the end is one of a topic that had the same name and is gone.
        boolean valid = commit != null && commit.offset() <= end;
        long committed = Math.min(end, Math.max(begin, valid && commit != null ? commit.offset() : 0));
        int beyond = valid && commit != null && commit.offset() == committed
                ? CompletedOffsets.decode(committed, commit.metadata()).count()
                : 0;
        topic.ends()[p] = end;
        topic.committed()[p] = committed;
        topic.outstanding()[p] = Math.max(0, end - committed - beyond);
    }

    private static Stream<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count).mapToObj(p -> new TopicPartition(topic, p));
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(
            KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> future) throws InterruptedException {
        try {
            return get(future);
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    private static @Nullable Long offset(KafkaFuture<ListOffsetsResultInfo> future) throws InterruptedException {
        try {
            return get(future).offset();
        } catch (UnknownTopicOrPartitionException e) {
            return null;
        }
    }

    private static <T> T get(@Nullable KafkaFuture<T> future) throws InterruptedException {
        try {
            if (future == null) {
                throw new KafkaException("Kafka's client gave no answer for a topic that it was asked for");
            }
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known
                    ? known
                    : new KafkaException("cannot look at the work topics", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka does not answer", e);
        }
    }
}
