package org.argosy.workers.permits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.argosy.workers.testing.ManualClock;
import org.junit.jupiter.api.Test;

class CongestionWatchTest {

    private static final String METRICS = """
            # HELP vllm:num_requests_waiting Number of requests waiting to be processed.
            # TYPE vllm:num_requests_waiting gauge
            vllm:num_requests_waiting{engine="0",model_name="big"} 3.0
            vllm:num_requests_waiting{engine="1",model_name="big"} 2.0
            vllm:num_requests_waiting{engine="0",model_name="small"} 7.0
            vllm:num_requests_waiting_by_reason{model_name="big"} 100.0
            vllm:num_requests_running{engine="0",model_name="big"} 64.0
            """;

    @Test
    void shouldAddUpTheEnginesOfTheModel() {
        assertThat(CongestionWatch.waiting(METRICS.lines(), "big")).isEqualTo(5);
        assertThat(CongestionWatch.waiting(METRICS.lines(), "small")).isEqualTo(7);
    }

    @Test
    void shouldTakeAllWhereNoneHasTheName() {
        assertThat(CongestionWatch.waiting(METRICS.lines(), "alias")).isEqualTo(12);
        assertThat(CongestionWatch.waiting("vllm:num_requests_waiting 4".lines(), "m"))
                .isEqualTo(4);
        assertThat(CongestionWatch.waiting("process_cpu_seconds_total 1".lines(), "m"))
                .isZero();
    }

    @Test
    void shouldStepBackWhileMoreRequestsWaitThanMay() throws IOException {
        AtomicReference<String> metrics = new AtomicReference<>("vllm:num_requests_waiting 2");
        AtomicInteger stepsBack = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = String.valueOf(metrics.get()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
        try (CongestionWatch watch = CongestionWatch.start(url, "m", 2, stepsBack::incrementAndGet)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> watch.waiting() == 2);
            assertThat(stepsBack).hasValue(0);

            metrics.set("vllm:num_requests_waiting 3");

            await().atMost(Duration.ofSeconds(60)).until(() -> stepsBack.get() > 0);
            metrics.set("no metrics at all");
            await().atMost(Duration.ofSeconds(60)).until(() -> watch.waiting() == 0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldTakeAFifthOfThePermitsOnceARoundTripAndGrowAgainLater() {
        ManualClock clock = new ManualClock();
        PermitPool pool = new PermitPool(new AdaptiveLimit(100, 100), clock::nanos);
        for (int i = 0; i < 5; i++) {
            pool.congested();
        }
        assertThat(pool.limit()).isEqualTo(80);

        clock.advance(Duration.ofSeconds(2));
        pool.congested();

        assertThat(pool.limit()).isEqualTo(64);
    }
}
