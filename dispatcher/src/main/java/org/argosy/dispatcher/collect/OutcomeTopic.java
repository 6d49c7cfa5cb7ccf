package org.argosy.dispatcher.collect;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.argosy.schemas.Topics;

/** What Kafka says about the outcomes topic: which topic it is, and which records it still has. */
final class OutcomeTopic {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;

    OutcomeTopic(Admin admin) {
        this.admin = admin;
    }

    /** Kafka's id of the topic: another one when it was deleted and made anew. Blocks. */
    String id() throws InterruptedException {
        try {
            return requireNonNull(admin.describeTopics(List.of(Topics.OUTCOMES))
                            .topicNameValues()
                            .get(Topics.OUTCOMES))
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .topicId()
                    .toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("cannot describe topic " + Topics.OUTCOMES, e);
        }
    }

    /** The readable offset nearest to the wanted one, which may be one that was deleted or, after a loss, never was. */
    long nearest(Consumer<?, ?> consumer, TopicPartition partition, long wanted) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(List.of(partition), TIMEOUT);
        Map<TopicPartition, Long> end = consumer.endOffsets(List.of(partition), TIMEOUT);
        long from = first.getOrDefault(partition, 0L);
        return wanted < from || wanted > end.getOrDefault(partition, wanted) ? from : wanted;
    }
}
