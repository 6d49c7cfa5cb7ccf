package org.argosy.ops.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

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
}
