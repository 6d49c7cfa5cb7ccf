package org.argosy.ops.standalone.platform;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves {@code /metrics} for Prometheus, on loopback, whatever roles the process has. */
final class MetricsServer implements AutoCloseable {

    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService threads;

    private MetricsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static MetricsServer start(int port, PrometheusMeterRegistry registry) {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            ExecutorService threads = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("argosy-metrics").factory());
            server.setExecutor(threads);
            server.createContext("/metrics", exchange -> {
                try (exchange) {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream body = exchange.getResponseBody()) {
                        registry.scrape(body);
                    }
                }
            });
            server.start();
            return new MetricsServer(server, threads);
        } catch (IOException e) {
            throw new PlatformException(
                    "The management port " + port + " cannot be used (" + e.getMessage()
                            + "); choose another with argosy.server.management-port.",
                    e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
