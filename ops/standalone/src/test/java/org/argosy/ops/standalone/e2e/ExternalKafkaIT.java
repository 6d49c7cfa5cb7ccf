package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.batches.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** A broker outside takes the place of the embedded one, by configuration alone. Needs a Docker engine. */
@Testcontainers(disabledWithoutDocker = true)
class ExternalKafkaIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int LINES = 500;

    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.1");

    @TempDir
    private Path directory;

    @Test
    void shouldRunABatchOverAnExternalBroker() throws Exception {
        Path config = Files.writeString(directory.resolve("argosy.yaml"), """
                argosy:
                  kafka: { bootstrap.servers: "%s" }
                """.formatted(KAFKA.getBootstrapServers()));
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"), Optional.of(config))) {
            Batches batches = new Batches(server.openai());
            Path input = Inputs.chat(directory.resolve("in.jsonl"), "simulator", LINES);

            Batch batch = batches.awaitEnd(
                    batches.submit(input, "/v1/chat/completions").id(), LIMIT);

            assertThat(batch.status()).hasToString("completed");
            assertThat(batches.results(batch))
                    .hasSize(LINES)
                    .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
            assertThat(directory.resolve("data").resolve("kafka")).doesNotExist();
        }
    }
}
