package org.argosy.dispatcher.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.CommonLoggingErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.kafka.support.TopicPartitionOffset.SeekPosition;

/**
 * Gives the values of a topic's records to a listener, on a thread of its own, one after the other. It is for news, whose
 * loss costs no more than time: a record that the listener cannot take is logged and passed over, and it begins with what
 * comes after its start. Survives the broker being away. Thread-safe.
 */
public final class TopicListener implements AutoCloseable {

    /**
     * Short, because a consumer asks the broker only once in each poll: when the answer is that nothing came, what comes
     * next is heard when the next poll begins (KAFKA-20780).
     */
    private static final Duration POLL = Duration.ofMillis(50);

    private static final Duration FORBIDDEN_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaMessageListenerContainer<byte[], byte[]> container;

    private TopicListener(
            String name, Map<String, Object> kafka, ContainerProperties container, Consumer<byte[]> listener) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        container.setMessageListener((MessageListener<byte[], byte[]>) message -> listener.accept(message.value()));
        container.setPollTimeout(POLL.toMillis());
        container.setShutdownTimeout(CLOSE.toMillis());
        container.setAuthExceptionRetryInterval(FORBIDDEN_PAUSE);
        this.container = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(properties, ByteArrayDeserializer::new, ByteArrayDeserializer::new),
                container);
        this.container.setBeanName(name);
        this.container.setCommonErrorHandler(new CommonLoggingErrorHandler());
    }

    /**
     * Shares the topic's records among all processes that listen with the same group.
     *
     * @param kafka how to reach Kafka: client properties
     */
    public static TopicListener inGroup(
            String group, Map<String, Object> kafka, String topic, Consumer<byte[]> listener) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        ContainerProperties container = new ContainerProperties(topic);
        container.setGroupId(group);
        container.setAckMode(AckMode.BATCH);
        return new TopicListener(group, properties, container, listener);
    }

    /**
     * Hears all records of a topic with one partition, whoever else does.
     *
     * @param kafka how to reach Kafka: client properties
     */
    public static TopicListener fromNowOn(
            String name, Map<String, Object> kafka, String topic, Consumer<byte[]> listener) {
        ContainerProperties container = new ContainerProperties(new TopicPartitionOffset(topic, 0, SeekPosition.END));
        container.setAckMode(AckMode.MANUAL);
        return new TopicListener(name, kafka, container, listener);
    }

    /** Begins to listen. Does not wait for the broker. */
    public void start() {
        container.start();
    }

    /** Stops within seconds. */
    @Override
    public void close() {
        container.stop();
    }
}
