package org.argosy.ops.standalone.embeddings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.http.HttpCall;
import org.argosy.ops.simulator.http.HttpFace;
import org.argosy.ops.simulator.wire.ApiError;
import org.argosy.ops.simulator.wire.Endpoint;
import org.argosy.ops.simulator.wire.JsonText;

/**
 * An OpenAI-compatible embeddings server on loopback whose model, all-MiniLM-L6-v2 as ONNX, runs in this process. It is
 * listed as {@value #MODEL} and also answers to the name that it has on Hugging Face, since configurations are often
 * copied from there; an answer repeats the name that was asked for. The model is loaded by the first request. As many
 * texts as half the cores are embedded at a time; a bounded number of requests wait, and more are answered 429. A text
 * of 510 tokens or more is refused with 400, never cut.
 */
public final class LocalEmbeddingServer implements AutoCloseable {

    /** The model's id. */
    public static final String MODEL = "all-minilm-l6-v2";

    /** The length of a vector. */
    public static final int DIMENSIONS = 384;

    static final List<String> MODELS = List.of(MODEL, "sentence-transformers/all-MiniLM-L6-v2");

    private static final int MAX_BODY_BYTES = 16 << 20;
    private static final int MAX_WAITING = 1024;
    private static final long MAX_WAITING_BYTES = 32 << 20;
    private static final long CREATED = 1_630_281_600L;

    private final EmbeddingCalls calls = new EmbeddingCalls();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ThreadPoolExecutor workers;
    private final HttpFace http;

    private LocalEmbeddingServer(int port, int threads) throws IOException {
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().name("embeddings-", 0).daemon().factory());
        this.workers.allowCoreThreadTimeOut(true);
        this.http = HttpFace.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, MAX_BODY_BYTES, this::route);
    }

    /**
     * Starts to listen on loopback.
     *
     * @param port the port; 0 picks a free one
     * @throws IOException when the port cannot be bound
     */
    public static LocalEmbeddingServer start(int port) throws IOException {
        return new LocalEmbeddingServer(port, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    public int port() {
        return http.port();
    }

    /** What a client configures as its base URL; ends in {@code /v1}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** Cuts the open connections; an embedding under way ends by itself. */
    @Override
    public void close() {
        http.close();
        workers.shutdownNow();
    }

    private void route(HttpCall call) {
        if (call.method().equals("POST") && Endpoint.of(call.path()).equals(Optional.of(Endpoint.EMBEDDINGS))) {
            embed(call);
        } else if (call.method().equals("GET") && call.path().endsWith("/v1/models")) {
            call.answer(models());
        } else {
            call.answer(EmbeddingCalls.error(
                    ApiError.notFound("Unknown request URL: " + call.method() + " " + call.path(), null, null)));
        }
    }

    private void embed(HttpCall call) {
        long bytes = call.body().length;
        long before = waitingBytes.getAndAdd(bytes);
        if (before > 0 && before + bytes > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-bytes);
            call.answer(full());
            return;
        }
        try {
            workers.execute(() -> {
                try {
                    call.answer(calls.answer(call.body()));
                } finally {
                    waitingBytes.addAndGet(-bytes);
                }
            });
        } catch (RejectedExecutionException e) {
            waitingBytes.addAndGet(-bytes);
            call.answer(full());
        }
    }

    private static HttpAnswer full() {
        return EmbeddingCalls.error(new ApiError(
                429, "rate_limit_error", "Too many requests wait for the local model.", null, "queue_full"));
    }

    private static HttpAnswer models() {
        return HttpAnswer.json(200, JsonText.object(json -> {
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            json.writeStartObject();
            json.writeStringProperty("id", MODEL);
            json.writeStringProperty("object", "model");
            json.writeNumberProperty("created", CREATED);
            json.writeStringProperty("owned_by", "sentence-transformers");
            json.writeEndObject();
            json.writeEndArray();
        }));
    }
}
