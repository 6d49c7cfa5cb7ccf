package org.argosy.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    private static final String GROUP = "readers";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldKeepRecordsWhenItIsStoppedAndStarted() throws Exception {
        String servers;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            servers = kafka.bootstrapServers();
            Topics.create(servers, "kept");
            Topics.send(servers, "kept", "one");

            kafka.restart();

            assertThat(kafka.bootstrapServers()).isEqualTo(servers);
            Topics.send(servers, "kept", "two");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThat(kafka.bootstrapServers()).isNotEqualTo(servers);
            assertThat(Topics.read(kafka.bootstrapServers(), "kept", 2)).containsExactly("one", "two");
        }
    }

    @Test
    void shouldForgetTheConsumersOfAProcessThatWasKilled() throws Exception {
        EmbeddedKafka killed = EmbeddedKafka.start(directory);
        Topics.create(killed.bootstrapServers(), "read");
        Topics.send(killed.bootstrapServers(), "read", "one");
        // It never leaves its group: while it closes, the broker that it knows is gone.
        KafkaConsumer<String, String> consumer = consumer(killed);
        try {
            await().atMost(PATIENCE)
                    .until(() -> !consumer.poll(Duration.ofMillis(100)).isEmpty());
            assertThat(members(killed)).isOne();
            killed.close();

            try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
                assertThat(members(kafka)).isZero();
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedKafka kafka) {
        KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        GROUP,
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                        "consumer",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        consumer.subscribe(List.of("read"));
        return consumer;
    }

    private static int members(EmbeddedKafka kafka) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        }
    }
}
