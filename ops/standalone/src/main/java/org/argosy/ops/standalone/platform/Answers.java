package org.argosy.ops.standalone.platform;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Writes answers of the JDK's HTTP server. */
final class Answers {

    private Answers() {}

    static void json(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            boolean bodyless = "HEAD".equals(exchange.getRequestMethod());
            exchange.sendResponseHeaders(status, bodyless ? -1 : body.length);
            if (!bodyless) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
