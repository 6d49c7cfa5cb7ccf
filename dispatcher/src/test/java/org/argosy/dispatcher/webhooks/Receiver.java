package org.argosy.dispatcher.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on loopback that keeps what it is sent and answers as it is told. */
final class Receiver implements AutoCloseable {

    /** How to answer. */
    @FunctionalInterface
    interface Behaviour {
        void answer(HttpExchange exchange, Delivery delivery) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour;

    Receiver(Behaviour behaviour) throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64), behaviour);
    }

    Receiver(HttpServer server, Behaviour behaviour) {
        this.server = server;
        this.behaviour = behaviour;
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    static Behaviour status(int status) {
        return (exchange, _) -> exchange.sendResponseHeaders(status, -1);
    }

    void behave(Behaviour other) {
        behaviour = other;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Delivery delivery =
                    new Delivery(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body);
            deliveries.add(delivery);
            behaviour.answer(exchange, delivery);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What came. */
    record Delivery(String path, Map<String, List<String>> headers, String body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> String.join(",", entry.getValue()))
                    .findFirst()
                    .orElse("");
        }
    }
}
