package org.argosy.workers.permits;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads once a second how many requests wait inside a vLLM server, and has the route step back while more do than are
 * allowed: whoever uses the server directly then finds a short queue. A server that cannot be read is taken for one
 * without a queue; the limit still follows what its answers tell.
 *
 * @see <a href="https://docs.vllm.ai/en/latest/usage/metrics.html">vLLM's metrics</a>
 */
public final class CongestionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CongestionWatch.class);
    private static final String WAITING = "vllm:num_requests_waiting";
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final URI metrics;
    private final String remoteModel;
    private final int mostWaiting;
    private final Runnable stepBack;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final ScheduledExecutorService timer;
    private volatile double waiting;
    private boolean told;

    private CongestionWatch(URI metrics, String remoteModel, int mostWaiting, Runnable stepBack) {
        this.metrics = metrics;
        this.remoteModel = remoteModel;
        this.mostWaiting = mostWaiting;
        this.stepBack = stepBack;
        this.timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .name("argosy-congestion-" + remoteModel)
                .daemon()
                .factory());
    }

    /**
     * Begins to watch.
     *
     * @param metrics where the server tells its metrics for Prometheus
     * @param mostWaiting requests that may wait
     * @param stepBack runs each time when more do; must be quick
     */
    public static CongestionWatch start(URI metrics, String remoteModel, int mostWaiting, Runnable stepBack) {
        CongestionWatch watch = new CongestionWatch(metrics, remoteModel, mostWaiting, stepBack);
        var _ = watch.timer.scheduleWithFixedDelay(watch::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Requests that waited in the server when it was last read. */
    public double waiting() {
        return waiting;
    }

    private void look() {
        try {
            HttpRequest request = HttpRequest.newBuilder(metrics).timeout(LIMIT).build();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                waiting = answer.statusCode() == OK ? waiting(lines.lines(), remoteModel) : 0;
            }
            told = false;
            if (waiting > mostWaiting) {
                stepBack.run();
            }
        } catch (IOException | RuntimeException e) {
            waiting = 0;
            if (!told) {
                told = true;
                LOG.atWarn()
                        .addKeyValue("url", metrics)
                        .setCause(e)
                        .log("The server's queue cannot be read, going on without it");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The sum over a server's engines; of all models where none has the name. */
    static double waiting(Stream<String> lines, String remoteModel) {
        double own = 0;
        double all = 0;
        boolean named = false;
        for (String line : (Iterable<String>) lines.filter(text -> text.startsWith(WAITING))::iterator) {
            String rest = line.substring(WAITING.length());
            int value = rest.lastIndexOf(' ');
            if (value < 0 || !(rest.startsWith("{") || rest.startsWith(" "))) {
                continue;
            }
            double count = Double.parseDouble(rest.substring(value + 1));
            all += count;
            if (rest.contains("model_name=\"" + remoteModel + "\"")) {
                named = true;
                own += count;
            }
        }
        return named ? own : all;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        http.shutdownNow();
    }
}
