package org.argosy.ops.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.StatObjectArgs;
import java.io.ByteArrayInputStream;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.argosy.ops.embedded.ObjectStoreConnection;
import org.argosy.ops.embedded.PostgresConnection;
import org.junit.jupiter.api.Test;

class EmbeddedStackIT {

    @Test
    void shouldKeepDatabasesApartWhenEachTestAsksForAFreshOne() throws Exception {
        PostgresConnection first = EmbeddedStack.freshDatabase();
        PostgresConnection second = EmbeddedStack.freshDatabase();
        assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
        for (PostgresConnection database : List.of(first, second)) {
            try (var connection =
                            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE only_here (id int)");
            }
        }
    }

    @Test
    void shouldStoreObjectsInAFreshBucket() throws Exception {
        ObjectStoreConnection store = EmbeddedStack.freshBucket();
        MinioClient client = MinioClient.builder()
                .endpoint(store.endpoint().toString())
                .credentials(store.accessKey(), store.secretKey())
                .build();
        client.putObject(PutObjectArgs.builder().bucket(store.bucket()).object("a/b").stream(
                        new ByteArrayInputStream(new byte[] {1, 2, 3}), 3L, -1L)
                .build());
        assertThat(client.statObject(StatObjectArgs.builder()
                                .bucket(store.bucket())
                                .object("a/b")
                                .build())
                        .size())
                .isEqualTo(3);
    }

    @Test
    void shouldCarryRecordsToAConsumerGroupOfTheNewProtocol() throws Exception {
        String servers = EmbeddedStack.kafkaBootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic("stack.it", 4, (short) 1)))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "max.request.size", "2000000"),
                        new StringSerializer(),
                        new StringSerializer());
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", servers,
                                "group.id", "stack.it",
                                "group.protocol", "consumer",
                                "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            producer.send(new ProducerRecord<>("stack.it", "key", "x".repeat(1_200_000)))
                    .get();
            consumer.subscribe(List.of("stack.it"));
            ConsumerRecords<String, String> records = ConsumerRecords.empty();
            for (int i = 0; i < 20 && records.isEmpty(); i++) {
                records = consumer.poll(Duration.ofSeconds(1));
            }
            assertThat(records.count()).isEqualTo(1);
        }
    }
}
