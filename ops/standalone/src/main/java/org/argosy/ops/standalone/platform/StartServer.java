package org.argosy.ops.standalone.platform;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.argosy.ops.standalone.config.ServerSettings;

/** Holds the API's port while the API cannot start: says that the process lives, is not ready, and to come again. */
final class StartServer implements AutoCloseable {

    private static final int BACKLOG = 16;
    private static final String RETRY_SECONDS = "5";
    private static final byte[] COME_AGAIN = """
            {"error":{"message":"The server is starting. Try again in a few seconds.","type":"server_error",\
            "param":null,"code":"starting"}}""".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("argosy-starting-", 0).factory());

    private StartServer(HttpServer server) {
        this.server = server;
    }

    static StartServer start(ServerSettings settings, Health health) {
        try {
            StartServer started = new StartServer(
                    HttpServer.create(new InetSocketAddress(settings.address(), settings.port()), BACKLOG));
            started.server.setExecutor(started.threads);
            health.serveOn(started.server);
            started.server.createContext("/", exchange -> {
                exchange.getResponseHeaders().set("Retry-After", RETRY_SECONDS);
                Answers.json(exchange, 503, COME_AGAIN);
            });
            started.server.start();
            return started;
        } catch (IOException e) {
            throw Ports.taken(settings.address(), settings.port(), e);
        }
    }

    /** Gives the port free. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
