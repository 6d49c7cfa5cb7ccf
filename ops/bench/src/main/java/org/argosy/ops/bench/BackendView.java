package org.argosy.ops.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a simulated cluster saw of a run. Its clock must be this machine's. */
record BackendView(
        long requests, Optional<Instant> firstRequestAt, Optional<Instant> lastAnswerAt, OptionalDouble idealSeconds) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Forgets what came before. */
    static void reset(URI root) throws IOException, InterruptedException {
        call(HttpRequest.newBuilder(root.resolve("/control"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"reset_stats\":true}"))
                .build());
    }

    static BackendView of(URI root) throws IOException, InterruptedException {
        JsonNode stats = call(HttpRequest.newBuilder(root.resolve("/stats")).build());
        return new BackendView(
                stats.path("total_requests").asLong(0),
                time(stats.path("first_request_at")),
                time(stats.path("last_answer_at")),
                stats.path("slots").isNull()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(stats.path("ideal_seconds").asDouble(0)));
    }

    private static Optional<Instant> time(JsonNode seconds) {
        return seconds.isNumber()
                ? Optional.of(Instant.ofEpochMilli(Math.round(seconds.asDouble() * 1000)))
                : Optional.empty();
    }

    private static JsonNode call(HttpRequest request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(request.uri() + " answered " + response.statusCode() + "; is it the simulator?");
            }
            return JSON.readTree(response.body());
        }
    }
}
