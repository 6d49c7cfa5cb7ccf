package org.argosy.ops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The few calls of the OpenAI batch API that a measurement needs. Bodies are streamed. Thread-safe. */
final class BatchClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOUNDARY = "argosy-bench-boundary";
    private static final int CONFLICT = 409;
    private static final Duration KEY_LIFE = Duration.ofDays(1);
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

    private final ServerConnection server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    BatchClient(ServerConnection server) {
        this.server = server;
    }

    /** Uploads the input and returns the file's id. */
    String upload(JsonlInput input) throws IOException, InterruptedException {
        String head =
                "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.jsonl\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n";
        String tail = "\r\n--" + BOUNDARY + "--\r\n";
        BodyPublisher parts = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(input::open), input.bytes()),
                BodyPublishers.ofString(tail));
        var request = request("/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(parts)
                .build();
        return json(request).path("id").asString();
    }

    BatchState create(String fileId, String endpoint) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("input_file_id", fileId)
                .put("endpoint", endpoint)
                .put("completion_window", "24h")
                .toString();
        return BatchState.of(json(request("/batches")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build()));
    }

    BatchState batch(String id) throws IOException, InterruptedException {
        return BatchState.of(json(request("/batches/" + id).build()));
    }

    void cancel(String id) throws IOException, InterruptedException {
        HttpRequest request = request("/batches/" + id + "/cancel")
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        // A batch that has ended meanwhile cannot be cancelled, and need not be.
        if (response.statusCode() != 200 && response.statusCode() != CONFLICT) {
            throw failure(request.uri(), response.statusCode(), response.body());
        }
    }

    /** Makes a key for a tenant, good for a day; this client must have an operator's. */
    String createKey(String tenant) throws IOException, InterruptedException {
        String body = JSON.createObjectNode()
                .put("tenant", tenant)
                .put("name", "bench")
                .put("expires_in_seconds", KEY_LIFE.toSeconds())
                .toString();
        return json(request("/argosy/keys")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .path("key")
                .asString();
    }

    /** The content of a file; to be closed. */
    InputStream content(String fileId) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                http.send(request("/files/" + fileId + "/content").build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw failure(response.uri(), response.statusCode(), body.readNBytes(500));
            }
        }
        return response.body();
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + server.apiKey());
    }

    private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw failure(request.uri(), response.statusCode(), response.body());
        }
        return JSON.readTree(response.body());
    }

    private static IOException failure(URI uri, int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return new IOException(uri + " answered " + status + ": " + text.substring(0, Math.min(500, text.length())));
    }
}
