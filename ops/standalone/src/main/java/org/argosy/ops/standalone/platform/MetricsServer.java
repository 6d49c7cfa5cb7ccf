package org.argosy.ops.standalone.platform;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.argosy.ops.standalone.config.ServerSettings;

/** The management port: {@code /metrics} for Prometheus and the probes, whatever roles the process has. */
final class MetricsServer implements AutoCloseable {

    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService threads;

    private MetricsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static MetricsServer start(ServerSettings settings, PrometheusMeterRegistry registry, Health health) {
        InetSocketAddress address = new InetSocketAddress(settings.managementAddress(), settings.managementPort());
        try {
            HttpServer server = HttpServer.create(address, BACKLOG);
            ExecutorService threads = Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("argosy-management-", 0).factory());
            server.setExecutor(threads);
            health.serveOn(server);
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
                    "The management port " + settings.managementAddress() + ":" + settings.managementPort()
                            + " cannot be used (" + e.getMessage()
                            + "); choose another with argosy.server.management-port.",
                    e);
        }
    }

    /** Where a scraper on this machine finds the metrics. */
    URI url() {
        return Urls.local(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort())
                .resolve("/metrics");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
