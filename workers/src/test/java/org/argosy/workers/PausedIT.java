package org.argosy.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.argosy.ops.simulator.Pace;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.schemas.AvroCodec;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.Pauses;
import org.argosy.workers.testing.WorkerStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PausedIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final WorkerStage stage = new WorkerStage();

    @AfterEach
    void close() throws Exception {
        pause(List.of(), List.of());
        stage.close();
    }

    @Test
    void shouldSendNothingToAPausedClusterNorAfterARestartAndRepeatNothing() throws Exception {
        int lines = 60;
        SimulatedCluster cluster = cluster();
        pause(List.of(), List.of("sim"));
        Worker first = stage.worker(cluster.baseUrl(), settings -> settings);
        stage.lines().publish(stage.batch(), stage.model(), 1, lines);
        nothingComes(cluster);
        first.close();

        stage.worker(cluster.baseUrl(), settings -> settings);
        nothingComes(cluster);
        pause(List.of(), List.of());

        await().atMost(LONG).until(() -> stage.outcomes().lines() == lines);
        assertThat(stage.outcomes().withStatus(200)).isEqualTo(lines);
        assertThat(cluster.stats().totalRequests()).isEqualTo(lines);
    }

    @Test
    void shouldSendToAnotherClusterWhileOneIsPaused() throws Exception {
        int lines = 60;
        SimulatedCluster paused = cluster();
        SimulatedCluster other = cluster();
        pause(List.of(), List.of("paused"));
        stage.worker(Map.of("paused", paused.baseUrl(), "other", other.baseUrl()), settings -> settings);
        stage.lines().publish(stage.batch(), stage.model(), 1, lines);

        await().atMost(LONG).until(() -> stage.outcomes().lines() == lines);
        assertThat(paused.stats().totalRequests()).isZero();
        assertThat(stage.outcomes().withStatus(200)).isEqualTo(lines);
    }

    @Test
    void shouldStopAPausedModelAndGoOnWhenItIsResumed() throws Exception {
        int lines = 2_000;
        SimulatedCluster cluster = cluster();
        stage.worker(cluster.baseUrl(), settings -> settings);
        stage.lines().publish(stage.batch(), stage.model(), 1, lines);
        await().atMost(LONG).until(() -> cluster.stats().totalRequests() > 20);

        pause(List.of(stage.model()), List.of());
        await().atMost(LONG)
                .during(Duration.ofMillis(500))
                .until(() -> cluster.stats().running() == 0);
        assertThat(cluster.stats().totalRequests()).isLessThan(lines);
        pause(List.of(), List.of());

        await().atMost(LONG).until(() -> stage.outcomes().lines() == lines);
        assertThat(cluster.stats().totalRequests()).isEqualTo(lines);
    }

    private SimulatedCluster cluster() throws Exception {
        return stage.cluster(SimulatorSettings.builder()
                .pace(Pace.fixed(16, Duration.ofMillis(50)))
                .build());
    }

    private static void nothingComes(SimulatedCluster cluster) {
        await().atMost(LONG)
                .during(Duration.ofMillis(1_500))
                .until(() -> cluster.stats().totalRequests() == 0);
    }

    /** As a dispatcher does. */
    private void pause(List<String> models, List<String> clusters) throws Exception {
        byte[] order = AvroCodec.of(Pauses.class).encode(new Pauses(System.nanoTime(), models, clusters));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(stage.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.PAUSES, new byte[] {1}, order))
                    .get();
        }
    }
}
