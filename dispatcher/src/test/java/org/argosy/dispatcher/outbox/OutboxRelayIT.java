package org.argosy.dispatcher.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.argosy.dispatcher.testing.Stores;
import org.argosy.ops.embedded.EmbeddedKafka;
import org.argosy.ops.embedded.EmbeddedPostgres;
import org.argosy.ops.embedded.testing.EmbeddedStack;
import org.argosy.storage.Ids;
import org.argosy.storage.db.OutboxMessage;
import org.argosy.storage.db.OutboxRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxRelayIT {

    private final String topic = "relay." + UUID.randomUUID();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldSendWithinMillisecondsOfTheCommit() throws Exception {
        try (Stores stores = new Stores();
                Kafka kafka = new Kafka(EmbeddedStack.kafkaBootstrapServers());
                // A poll that comes too late for this test: the notification must do.
                OutboxRelay relay =
                        kafka.relay(stores, new RelaySettings(256, Duration.ofMinutes(5), Duration.ofSeconds(10)))) {
            relay.start();
            add(stores, "warm up");
            kafka.receive(1);

            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                add(stores, "message " + i);
                long committed = System.nanoTime();
                kafka.receive(1);
                millis.add((System.nanoTime() - committed) / 1_000_000);
            }

            assertThat(millis.stream().sorted().toList().get(25)).isLessThan(50);
            assertThat(stores.count("outbox")).isZero();
        }
    }

    @Test
    void shouldSendEachMessageOnceWhenSeveralRelaysWork() throws Exception {
        try (Stores stores = new Stores();
                Kafka kafka = new Kafka(EmbeddedStack.kafkaBootstrapServers());
                OutboxRelay first =
                        kafka.relay(stores, new RelaySettings(7, Duration.ofSeconds(1), Duration.ofSeconds(10)));
                OutboxRelay second =
                        kafka.relay(stores, new RelaySettings(7, Duration.ofSeconds(1), Duration.ofSeconds(10)))) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                add(stores, "message " + i);
                expected.add("message " + i);
            }
            first.start();
            second.start();

            assertThat(kafka.receive(100)).containsExactlyInAnyOrderElementsOf(expected);
            await().until(() -> stores.count("outbox") == 0);
        }
    }

    @Test
    void shouldGoOnWhenPostgresAndKafkaWereAway() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
                EmbeddedKafka broker = EmbeddedKafka.start(directory.resolve("kafka"));
                Stores stores = new Stores(postgres.connection());
                Kafka kafka = new Kafka(broker.bootstrapServers());
                OutboxRelay relay =
                        kafka.relay(stores, new RelaySettings(256, Duration.ofMillis(200), Duration.ofSeconds(2)))) {
            relay.start();
            add(stores, "before");
            assertThat(kafka.receive(1)).containsExactly("before");

            postgres.restart();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                add(stores, "after postgres");
                return true;
            });
            kafka.receiveUntil("after postgres");

            broker.stop();
            add(stores, "after kafka");
            broker.start();
            kafka.receiveUntil("after kafka");
            await().atMost(Duration.ofSeconds(30)).until(() -> stores.count("outbox") == 0);
        }
    }

    private void add(Stores stores, String text) {
        OutboxMessage message = new OutboxMessage(topic, "key", text.getBytes(StandardCharsets.UTF_8));
        stores.addBatch(Ids.file(), Instant.now(), message);
    }

    /** A producer for relays and a consumer that sees what they sent. */
    private final class Kafka implements AutoCloseable {

        private final KafkaProducer<String, byte[]> producer;
        private final KafkaConsumer<String, byte[]> consumer;

        Kafka(String servers) throws Exception {
            Map<String, Object> properties = Map.of("bootstrap.servers", servers);
            try (Admin admin = Admin.create(properties)) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            producer = new KafkaProducer<>(
                    OutboxRelay.producerProperties(properties), new StringSerializer(), new ByteArraySerializer());
            consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
        }

        OutboxRelay relay(Stores stores, RelaySettings settings) {
            return new OutboxRelay(
                    new OutboxRepository(stores.database.jdbi()),
                    producer,
                    settings,
                    Clock.systemUTC(),
                    new SimpleMeterRegistry());
        }

        /** The next messages, at least so many unless they do not come. */
        List<String> receive(int atLeast) {
            List<String> received = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (received.size() < atLeast && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                    received.add(new String(message.value(), StandardCharsets.UTF_8));
                }
            }
            return received;
        }

        /** Others may come first: a message whose transaction broke is sent again. */
        void receiveUntil(String message) {
            await().atMost(Duration.ofSeconds(60)).until(() -> receive(1).contains(message));
        }

        @Override
        public void close() {
            producer.close(Duration.ofSeconds(1));
            consumer.close();
        }
    }
}
