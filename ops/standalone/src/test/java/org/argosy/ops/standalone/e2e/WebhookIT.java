package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookCreateParams;
import com.openai.models.webhooks.WebhookEndpointWithSecret;
import com.openai.models.webhooks.WebhookTestParams;
import com.openai.models.webhooks.WebhookVerificationParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant is told by webhook how its batches ended, and learns nothing of another's. */
class WebhookIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path directory;

    private static final List<Received> received = new CopyOnWriteArrayList<>();
    private static HttpServer receiver;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        receiver.createContext("/in", exchange -> receive(exchange, 200));
        receiver.createContext("/broken", exchange -> receive(exchange, 503));
        receiver.start();
        Path config = Files.writeString(
                directory.resolve("argosy.yaml"), "argosy: { webhooks: { allow-private-addresses: true } }\n");
        server = ServerProcess.start(directory.resolve("data"), Optional.of(config));
    }

    @AfterEach
    void forget() {
        server.openai()
                .webhooks()
                .list()
                .data()
                .forEach(endpoint -> server.openai().webhooks().delete(endpoint.id()));
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.stop(0);
    }

    @Test
    void shouldTellHowBatchesEnded() throws Exception {
        OpenAIClient openai = server.openai();
        WebhookEndpointWithSecret endpoint = create(openai, "/in");
        Batches batches = new Batches(openai);
        Path good = Inputs.chat(directory.resolve("good.jsonl"), "simulator", 5);
        Path bad = Inputs.chat(directory.resolve("bad.jsonl"), "nobody", 1);

        Batch completed =
                batches.awaitEnd(batches.submit(good, "/v1/chat/completions").id(), LIMIT);
        Batch failed =
                batches.awaitEnd(batches.submit(bad, "/v1/chat/completions").id(), LIMIT);

        assertThat(unwrap(openai, endpoint, completed).asBatchCompleted()).satisfies(event -> {
            event.validate();
            assertThat(event.createdAt()).isEqualTo(completed.completedAt().orElseThrow());
        });
        assertThat(unwrap(openai, endpoint, failed).asBatchFailed()).satisfies(event -> {
            event.validate();
            assertThat(event.createdAt()).isEqualTo(failed.failedAt().orElseThrow());
        });
        assertThat(received.stream().filter(r -> r.body().contains(completed.id())))
                .hasSize(1);
    }

    @Test
    void shouldTryAnEndpoint() {
        OpenAIClient openai = server.openai();
        String good = create(openai, "/in").id();
        String broken = create(openai, "/broken").id();

        assertThat(openai.webhooks().test(good, sample()).validate().statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> openai.webhooks().test(broken, sample()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("it answered 503");
    }

    @Test
    void shouldShowATenantNothingOfAnother() throws Exception {
        String id = create(server.openai(), "/in").id();
        Commands.Result key = Commands.run(
                Map.of(),
                "keys",
                "create",
                "--tenant",
                "other",
                "--data-dir",
                directory.resolve("data").toString());
        OpenAIClient other = OpenAIOkHttpClient.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey(key.out().strip())
                .build();

        assertThat(other.webhooks().list().data()).isEmpty();
        assertThatThrownBy(() -> other.webhooks().retrieve(id)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> other.webhooks().delete(id)).isInstanceOf(NotFoundException.class);
    }

    private static WebhookEndpointWithSecret create(OpenAIClient openai, String path) {
        return openai.webhooks()
                .create(WebhookCreateParams.builder()
                        .name("test")
                        .url("http://127.0.0.1:" + receiver.getAddress().getPort() + path)
                        .eventTypes(List.of(
                                WebhookCreateParams.EventType.BATCH_COMPLETED,
                                WebhookCreateParams.EventType.BATCH_FAILED))
                        .build());
    }

    private static WebhookTestParams sample() {
        return WebhookTestParams.builder()
                .eventType(WebhookTestParams.EventType.BATCH_COMPLETED)
                .build();
    }

    /** The event of this batch for this endpoint, as the SDK reads it once the signature is right. */
    private static UnwrapWebhookEvent unwrap(OpenAIClient openai, WebhookEndpointWithSecret endpoint, Batch batch) {
        Received delivery = await().atMost(LIMIT)
                .until(
                        () -> received.stream()
                                .filter(r -> r.body().contains(batch.id()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        Headers.Builder headers = Headers.builder();
        delivery.headers().forEach(headers::put);
        return openai.webhooks()
                .unwrap(WebhookVerificationParams.builder()
                        .payload(delivery.body())
                        .headers(headers.build())
                        .secret(endpoint.signingSecret())
                        .build());
    }

    private static void receive(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            received.add(new Received(
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private record Received(Map<String, List<String>> headers, String body) {}
}
