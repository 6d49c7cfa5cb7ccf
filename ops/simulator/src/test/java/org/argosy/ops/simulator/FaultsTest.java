package org.argosy.ops.simulator;

import static org.argosy.ops.simulator.Client.chat;
import static org.argosy.ops.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void shouldAnswerTheStatusWithRetryAfterWhenAsked(int status) throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            cluster.setFaults(FaultSyntax.parse(status + "+3"));
            var answer = client.chatNow(chat("a"));
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("3");

            cluster.setFaults(FaultSyntax.parse("" + status));
            assertThat(client.chatNow(chat("a")).headers().firstValue("Retry-After"))
                    .isEmpty();
        }
    }

    @Test
    void shouldAnswerHtmlAsNginxDoes() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            cluster.setFaults(FaultSyntax.parse("html-502"));
            var answer = client.chatNow(chat("a"));
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("502 Bad Gateway", "nginx");
        }
    }

    @Test
    void shouldResetTheConnection() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            cluster.setFaults(FaultSyntax.parse("reset"));
            assertThatThrownBy(() -> client.chatNow(chat("a"))).isInstanceOf(IOException.class);
            assertThat(cluster.stats().faults()).containsKey("reset");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "stall"})
    void shouldLeaveTheClientWaiting(String fault) throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            cluster.setFaults(FaultSyntax.parse(fault));
            var answer = client.chatSoon(chat("a"));
            await().untilAsserted(() -> assertThat(cluster.stats().faults()).containsEntry(fault, 1L));
            cluster.setFaults();
            assertThat(client.chatNow(chat("b")).statusCode()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(cluster.stats().open()).isZero());
            assertThat(answer).isNotDone();
        }
    }

    @Test
    void shouldFailTheSameArrivalsForTheSameSeed() throws Exception {
        var first = new ArrayList<Integer>();
        var second = new ArrayList<Integer>();
        for (var statuses : List.of(first, second)) {
            var settings = SimulatorSettings.builder()
                    .pace(Pace.instant())
                    .seed(7)
                    .faults(FaultRule.withChance(new Fault.Status(500), 0.5))
                    .build();
            try (var cluster = SimulatedCluster.start(settings);
                    var client = new Client(cluster)) {
                for (int i = 0; i < 40; i++) {
                    statuses.add(client.chatNow(chat("q")).statusCode());
                }
            }
        }
        assertThat(first).isEqualTo(second).contains(200, 500);
    }

    @Test
    void shouldFollowSchedules() throws Exception {
        var settings = SimulatorSettings.builder()
                .pace(Pace.instant())
                .faults(
                        FaultSyntax.parse("500:first=2"),
                        FaultSyntax.parse("502:every=4"),
                        FaultSyntax.parse("503:user=poison"))
                .build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < 5; i++) {
                statuses.add(client.chatNow(chat("q")).statusCode());
            }
            assertThat(statuses).containsExactly(500, 500, 200, 502, 200);
            assertThat(client.chatNow("{\"model\":\"m\",\"user\":\"poison-1\",\"messages\":[]}")
                            .statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void shouldLoadTheModelAtTheFirstRequest() throws Exception {
        var now = new AtomicReference<>(Instant.EPOCH);
        var settings = SimulatorSettings.builder()
                .pace(Pace.instant())
                .coldStart(Duration.ofMinutes(10))
                .build();
        try (var cluster = SimulatedCluster.start(settings, now::get);
                var client = new Client(cluster)) {
            assertThat(client.get("/health").statusCode()).isEqualTo(503);
            var cold = client.chatNow(chat("a"));
            assertThat(cold.statusCode()).isEqualTo(503);
            assertThat(cold.body()).contains("online but not ready");
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(10)));
            assertThat(client.chatNow(chat("a")).statusCode()).isEqualTo(200);
            cluster.coolDown();
            assertThat(client.chatNow(chat("a")).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void shouldBeControlledOverHttp() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            var answer = client.control(
                    "{\"slots\":5,\"latency_factor\":2,\"paused\":true,\"faults\":[\"500:0.5\",\"hang:every=9\"]}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).path("slots").asInt()).isEqualTo(5);

            var unknown = client.control("{\"sloths\":5}");
            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(unknown.body()).contains("sloths");
            assertThat(client.control("{\"faults\":[\"sulk\"]}").body()).contains("sulk");
        }
    }
}
