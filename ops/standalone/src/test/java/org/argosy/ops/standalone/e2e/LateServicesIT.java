package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.argosy.ops.simulator.SimulatedCluster;
import org.argosy.ops.simulator.SimulatorSettings;
import org.argosy.ops.standalone.config.ArgosySettings;
import org.argosy.ops.standalone.platform.Platform;
import org.argosy.ops.standalone.platform.PlatformException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External services that come up after the server, as things do on Kubernetes, and some that never will. */
class LateServicesIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static ServicesOutside services;
    private static SimulatedCluster backend;
    private static ExecutorService starter;

    @BeforeAll
    static void start() throws Exception {
        services = ServicesOutside.start(directory);
        backend = SimulatedCluster.start(SimulatorSettings.builder().build());
        starter = Executors.newSingleThreadExecutor();
    }

    @AfterAll
    static void stop() {
        starter.shutdownNow();
        backend.close();
        services.close();
    }

    @Test
    void shouldGoOnByItselfWhenServicesComeLater() throws Exception {
        int port = freePort();
        ArgosySettings settings = services.settings(backend.baseUrl(), port);
        services.kafka().stop();
        services.postgres().stop();
        services.objects().stop();

        Future<Platform> starting = starter.submit(() -> Platform.start(settings));

        awaitReadiness(
                port, 503, "\"kafka\":\"unavailable\"", "\"postgres\":\"unavailable\"", "\"objects\":\"unavailable\"");
        assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
        HttpResponse<String> early = get(port, "/v1/batches");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("Retry-After")).isPresent();
        assertThat(early.body()).contains("\"code\":\"starting\"");

        services.kafka().start();
        awaitReadiness(port, 503, "\"kafka\":\"ok\"", "\"postgres\":\"unavailable\"");
        services.postgres().start();
        awaitReadiness(port, 503, "\"postgres\":\"ok\"", "\"objects\":\"unavailable\"");
        services.objects().start();

        try (Platform platform = starting.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            awaitReadiness(port, 200, "\"kafka\":\"ok\"");
            URI management = platform.metricsUrl();
            assertThat(get(management.getPort(), "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(management.getPort(), "/livez").statusCode()).isEqualTo(200);
            Batches batches = new Batches(OpenAIOkHttpClient.builder()
                    .baseUrl(platform.url().orElseThrow() + "/v1")
                    .apiKey(services.key())
                    .build());
            Batch batch = batches.awaitEnd(
                    batches.submit(Inputs.chat(directory.resolve("in.jsonl"), "test", 10), "/v1/chat/completions")
                            .id(),
                    LIMIT);
            assertThat(batches.results(batch)).hasSize(10);
        }
    }

    @Test
    void shouldSayWhatIsWrongWhenWaitingCannotHelp() throws Exception {
        ArgosySettings settings = services.settings(backend.baseUrl(), 0, "wrong");

        assertThatThrownBy(() -> Platform.start(settings))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("postgres at jdbc:postgresql:")
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void shouldStopWaitingWhenItIsToldToEnd() throws Exception {
        int port = freePort();
        ArgosySettings settings = services.settings(backend.baseUrl(), port);
        services.objects().stop();
        try {
            Future<Platform> starting = starter.submit(() -> Platform.start(settings));
            awaitReadiness(port, 503, "\"objects\":\"unavailable\"", "\"postgres\":\"ok\"");

            starting.cancel(true);

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> get(port, "/livez")).isInstanceOf(IOException.class));
        } finally {
            services.objects().start();
        }
    }

    private static void awaitReadiness(int port, int status, String... words) {
        await().atMost(LIMIT).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
            HttpResponse<String> answer = get(port, "/readyz");
            assertThat(answer.body()).contains(words);
            assertThat(answer.statusCode()).isEqualTo(status);
        });
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
