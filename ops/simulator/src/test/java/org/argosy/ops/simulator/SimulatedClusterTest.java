package org.argosy.ops.simulator;

import static org.argosy.ops.simulator.Client.chat;
import static org.argosy.ops.simulator.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.argosy.ops.simulator.wire.Flavour;
import org.junit.jupiter.api.Test;

class SimulatedClusterTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void shouldAnswerAsAServerDoesAndSayThatItIsSimulated() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            var answer = client.chatNow(chat("hello"));

            assertThat(answer.statusCode()).isEqualTo(200);
            var body = json(answer);
            assertThat(body.path("object").asString()).isEqualTo("chat.completion");
            assertThat(body.path("model").asString()).isEqualTo("m");
            assertThat(body.path("system_fingerprint").asString()).isEqualTo("argosy-simulator");
            assertThat(body.at("/choices/0/message/content").asString()).contains("simulated");
            assertThat(body.at("/usage/completion_tokens").asInt()).isBetween(16, 64);
            assertThat(body.at("/usage/total_tokens").asInt())
                    .isEqualTo(body.at("/usage/prompt_tokens").asInt()
                            + body.at("/usage/completion_tokens").asInt());
        }
    }

    @Test
    void shouldGiveTheSameAnswerToTheSameBodyAndSeed() throws Exception {
        try (var first = SimulatedCluster.start(SimulatorSettings.instant());
                var second = SimulatedCluster.start(SimulatorSettings.instant());
                var one = new Client(first);
                var two = new Client(second)) {
            for (int i = 0; i < 20; i++) {
                var left = json(one.chatNow(chat("question " + i)));
                var right = json(two.chatNow(chat("question " + i)));
                assertThat(left.path("id")).isEqualTo(right.path("id"));
                assertThat(left.path("choices")).isEqualTo(right.path("choices"));
                assertThat(left.path("usage")).isEqualTo(right.path("usage"));
            }
        }
    }

    @Test
    void shouldHonourTheLimitOnTokens() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            for (String name : new String[] {"max_tokens", "max_completion_tokens"}) {
                var body = json(client.chatNow(
                        "{\"model\":\"m\",\"" + name + "\":3,\"n\":2,\"messages\":[{\"role\":\"user\"}]}"));
                assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(6);
                assertThat(body.path("choices")).hasSize(2);
                assertThat(body.at("/choices/1/finish_reason").asString()).isEqualTo("length");
            }
        }
    }

    @Test
    void shouldNeverRunMoreThanItsSlotsAndServeAllInTheEnd() throws Exception {
        var settings = SimulatorSettings.builder()
                .pace(Pace.fixed(3, Duration.ofMillis(5)))
                .build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            cluster.pause();
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 30; i++) {
                answers.add(client.chatSoon(chat("q" + i)));
            }
            await().untilAsserted(() -> assertThat(cluster.stats().queued()).isEqualTo(30));
            cluster.resume();

            answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            var stats = cluster.stats();
            assertThat(stats.maxRunning()).isEqualTo(3);
            assertThat(stats.maxOpen()).isEqualTo(30);
            assertThat(stats.open()).isZero();
            assertThat(stats.busy()).isEqualTo(Duration.ofMillis(150));
            assertThat(stats.ideal()).isEqualTo(Duration.ofMillis(50));
        }
    }

    @Test
    void shouldAdmitTheWaitingWhenSlotsAreAdded() throws Exception {
        var settings = SimulatorSettings.builder().pace(Pace.fixed(1, LONG)).build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            for (int i = 0; i < 5; i++) {
                var _ = client.chatSoon(chat("q" + i));
            }
            await().untilAsserted(() -> assertThat(cluster.stats().queued()).isEqualTo(4));
            cluster.setSlots(4);
            assertThat(cluster.stats().running()).isEqualTo(4);
            assertThat(cluster.stats().queued()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseWith429WhenTheQueueIsFull() throws Exception {
        var settings = SimulatorSettings.builder()
                .pace(Pace.fixed(1, LONG))
                .queueLimit(1)
                .queueRetryAfter(Duration.ofMillis(1500))
                .build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            var running = client.chatSoon(chat("running"));
            var waiting = client.chatSoon(chat("waiting"));
            await().untilAsserted(() -> assertThat(cluster.stats().queued()).isEqualTo(1));

            var refused = client.chatNow(chat("one too many"));

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
            assertThat(running).isNotDone();
            assertThat(waiting).isNotDone();
        }
    }

    @Test
    void shouldFreeTheSlotWhenTheClientGoes() throws Exception {
        var settings = SimulatorSettings.builder().pace(Pace.fixed(1, LONG)).build();
        try (var cluster = SimulatedCluster.start(settings)) {
            try (var client = new Client(cluster)) {
                var _ = client.chatSoon(chat("running"));
                var _ = client.chatSoon(chat("waiting"));
                await().untilAsserted(() -> assertThat(cluster.stats().queued()).isEqualTo(1));
            }
            await().untilAsserted(() -> {
                assertThat(cluster.stats().aborted()).isEqualTo(2);
                assertThat(cluster.stats().running()).isZero();
                assertThat(cluster.stats().queued()).isZero();
            });
        }
    }

    @Test
    void shouldCountRepeatsOfARequest() throws Exception {
        var settings =
                SimulatorSettings.builder().pace(Pace.instant()).recordLimit(2).build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            String marked = "{\"model\":\"m\",\"user\":\"line-1\",\"messages\":[]}";
            client.chatNow(marked);
            client.chatNow(marked);
            client.chatNow(chat("a"));
            client.chatNow(chat("no room"));

            assertThat(cluster.stats().records()).hasSize(2).containsEntry("line-1", 2);
            assertThat(cluster.stats().repeats()).isEqualTo(1);
            assertThat(cluster.stats().unrecorded()).isEqualTo(1);
            assertThat(client.get("/records").body()).contains("\"line-1\":2");
        }
    }

    @Test
    void shouldRefuseWhatAServerRefuses() throws Exception {
        var settings = SimulatorSettings.builder()
                .pace(Pace.instant())
                .models("m")
                .contextTokens(100)
                .build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            assertThat(client.chatNow("{\"model\":").statusCode()).isEqualTo(400);
            assertThat(client.chatNow("{\"messages\":[]}").body()).contains("'model'");
            assertThat(client.chatNow("{\"model\":\"m\"}").body()).contains("'messages'");
            assertThat(client.chatNow("{\"model\":\"x\",\"messages\":[]}").statusCode())
                    .isEqualTo(404);
            assertThat(client.chatNow("{\"model\":\"m\",\"max_tokens\":0,\"messages\":[]}")
                            .body())
                    .contains("at least 1");
            assertThat(client.chatNow("{\"model\":\"m\",\"stream\":true,\"messages\":[]}")
                            .body())
                    .contains("stream");
            var tooLong = client.chatNow("{\"model\":\"m\",\"max_tokens\":1000,\"messages\":[]}");
            assertThat(tooLong.statusCode()).isEqualTo(400);
            assertThat(tooLong.body()).contains("maximum context length is 100 tokens");
            assertThat(json(tooLong).path("object").asString()).isEqualTo("error");
        }
    }

    @Test
    void shouldQuoteTheServersErrorInA500WhenBehindTheGateway() throws Exception {
        var settings = SimulatorSettings.builder()
                .pace(Pace.instant())
                .flavour(Flavour.FIRST_GATEWAY)
                .build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            assertThat(json(client.chatNow(chat("a"))).has("response_time")).isTrue();

            var refused = client.chatNow("{\"model\":\"m\"}");

            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(json(refused).at("/error/code").asString()).isEqualTo("internal_endpoint_error");
            assertThat(json(refused).at("/error/message").asString())
                    .contains("status code: 400\nResponse text: {\"object\":\"error\"");
        }
    }

    @Test
    void shouldEmbedTheSameInputTheSameWayInBothEncodings() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant());
                var client = new Client(cluster)) {
            var floats = json(client.post("/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"b\",\"a\"]}"));
            var base64 = json(
                    client.post("/embeddings", "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}"));

            assertThat(floats.path("data")).hasSize(3);
            assertThat(floats.at("/data/0/embedding")).hasSize(8).isEqualTo(floats.at("/data/2/embedding"));
            assertThat(floats.at("/data/0/embedding")).isNotEqualTo(floats.at("/data/1/embedding"));
            var decoded = ByteBuffer.wrap(Base64.getDecoder()
                            .decode(base64.at("/data/0/embedding").asString()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            assertThat(decoded.get(3))
                    .isEqualTo(floats.at("/data/0/embedding/3").asFloat());
        }
    }

    @Test
    void shouldServeCompletionsResponsesModelsAndStats() throws Exception {
        var settings = SimulatorSettings.builder()
                .pace(Pace.instant())
                .models("m", "a/b")
                .build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            assertThat(json(client.post("/completions", "{\"model\":\"a/b\",\"prompt\":\"x\"}"))
                            .at("/choices/0/text")
                            .asString())
                    .contains("simulated");
            assertThat(json(client.post("/responses", "{\"model\":\"m\",\"input\":\"x\"}"))
                            .at("/output/0/content/0/text")
                            .asString())
                    .contains("simulated");
            assertThat(json(client.get("/v1/models")).at("/data/1/id").asString())
                    .isEqualTo("a/b");
            assertThat(json(client.get("/stats")).at("/answers/200").asInt()).isEqualTo(2);
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
            assertThat(client.get("/nowhere").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldAskForTheKeyAndTakeANewOne() throws Exception {
        var settings =
                SimulatorSettings.builder().pace(Pace.instant()).apiKey("old").build();
        try (var cluster = SimulatedCluster.start(settings);
                var client = new Client(cluster)) {
            assertThat(client.chatNow(chat("a")).statusCode()).isEqualTo(401);
            var request = client.request("/chat/completions", chat("a"))
                    .header("Authorization", "Bearer new")
                    .build();
            assertThat(client.send(request).statusCode()).isEqualTo(401);
            cluster.setApiKey(Optional.of("new"));
            assertThat(client.send(request).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldSayWhenThePortIsTaken() throws Exception {
        try (var cluster = SimulatedCluster.start(SimulatorSettings.instant())) {
            var settings = SimulatorSettings.builder().port(cluster.port()).build();
            assertThatThrownBy(() -> SimulatedCluster.start(settings))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        }
    }
}
