package org.argosy.ops.standalone.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks to one server. Files stream from and to disk, whatever their size. All methods block; they throw
 * {@link ApiException} when the server refuses and {@link UnreachableException} when it does not answer. Safe for use
 * by any number of threads.
 */
public final class ArgosyClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofHours(6);
    private static final String CALL_KEY = "Idempotency-Key";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI server;
    private final Optional<String> key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * @param server with or without a trailing {@code /v1}
     * @param key sent as bearer token
     */
    public ArgosyClient(URI server, Optional<String> key) {
        this.server = URI.create(server.toString().replaceFirst("/+(v1/*)?$", ""));
        this.key = key;
    }

    /** Where this client's server is. */
    public URI server() {
        return server;
    }

    /** Whether the server answers and is ready. Never throws. */
    public boolean ready() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(server.resolve("/readyz"))
                                            .timeout(CONNECT_TIMEOUT)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Uploads an input.
     *
     * @param callKey what comes again with the same is uploaded once
     * @return the file's id
     */
    public String upload(Path input, String callKey) {
        String boundary = "argosy-" + UUID.randomUUID();
        String filename = String.valueOf(input.getFileName())
                .replace("\\", "_")
                .replace("\"", "_")
                .replaceAll("\\p{Cntrl}", "_");
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
                + "\"\r\nContent-Type: application/jsonl\r\n\r\n";
        try {
            BodyPublisher body = BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(input),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            return call(request("/v1/files")
                            .header(CALL_KEY, callKey)
                            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                            .timeout(UPLOAD_TIMEOUT)
                            .POST(body))
                    .path("id")
                    .asString();
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("Cannot read " + input, e);
        }
    }

    /**
     * Starts a batch.
     *
     * @param priority low, normal or high; the server's default when empty
     * @param callKey what comes again with the same is started once
     */
    public BatchView create(
            String fileId,
            String endpoint,
            String window,
            Map<String, String> metadata,
            Optional<String> priority,
            String callKey) {
        ObjectNode body = JSON.createObjectNode()
                .put("input_file_id", fileId)
                .put("endpoint", endpoint)
                .put("completion_window", window);
        priority.ifPresent(given -> body.put("priority", given));
        if (!metadata.isEmpty()) {
            ObjectNode pairs = body.putObject("metadata");
            metadata.forEach(pairs::put);
        }
        return new BatchView(call(request("/v1/batches")
                .header(CALL_KEY, callKey)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))));
    }

    public BatchView batch(String id) {
        return new BatchView(call(request("/v1/batches/" + segment(id)).GET()));
    }

    /** The newest batches. */
    public JsonNode batches(int limit) {
        return call(request("/v1/batches?limit=" + limit).GET());
    }

    /** A page of the tenants, by name; needs the key of an operator. */
    public JsonNode tenants(Optional<String> after) {
        String cursor = after.map(id -> "&after=" + segment(id)).orElse("");
        return call(request("/v1/argosy/tenants?limit=100" + cursor).GET());
    }

    /** The tenant of that name; needs the key of an operator. */
    public JsonNode tenant(String name) {
        return call(request("/v1/argosy/tenants/" + segment(name).replace("+", "%20"))
                .GET());
    }

    /**
     * Usage, oldest first.
     *
     * @param query parameters of {@code GET /v1/usage}
     */
    public void usage(Map<String, String> query, Consumer<JsonNode> action) {
        StringBuilder path = new StringBuilder("/v1/usage?limit=1000");
        query.forEach((name, value) -> path.append('&').append(name).append('=').append(segment(value)));
        String cursor = "";
        JsonNode page;
        do {
            page = call(request(path + cursor).GET());
            page.path("data").forEach(action);
            cursor = "&after=" + segment(page.path("last_id").asString(""));
        } while (page.path("has_more").asBoolean(false));
    }

    /** Makes a key; needs that of an operator. */
    public JsonNode createKey(String tenant, String name, String role, Optional<Duration> life) {
        ObjectNode body =
                JSON.createObjectNode().put("tenant", tenant).put("name", name).put("role", role);
        life.ifPresent(given -> body.put("expires_in_seconds", given.toSeconds()));
        return call(request("/v1/argosy/keys")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    /** A page of the keys, newest first; needs that of an operator. */
    public JsonNode keys(Optional<String> after) {
        String cursor = after.map(id -> "&after=" + segment(id)).orElse("");
        return call(request("/v1/argosy/keys?limit=100" + cursor).GET());
    }

    /** Revokes a key; needs that of an operator. */
    public void revokeKey(String id) {
        call(request("/v1/argosy/keys/" + segment(id)).DELETE());
    }

    /** The models, with what the server knows of their routes. */
    public JsonNode models() {
        return call(request("/v1/models").GET());
    }

    /** What runs now: all of it for operators. */
    public JsonNode overview() {
        return call(request("/v1/overview").GET());
    }

    /** Asks for the end of a batch; it goes on to {@code cancelled} by itself. */
    public BatchView cancel(String id) {
        return new BatchView(
                call(request("/v1/batches/" + segment(id) + "/cancel").POST(BodyPublishers.noBody())));
    }

    /** Pauses or resumes a batch, by the verb. */
    public JsonNode steerBatch(String id, String verb) {
        return steer("/v1/batches/" + segment(id), verb);
    }

    /** Pauses or resumes a model, by the verb; needs the key of an operator. */
    public JsonNode steerModel(String model, String verb) {
        return steer("/v1/models/" + segment(model), verb);
    }

    /** Pauses or resumes a cluster, by the verb; needs the key of an operator. */
    public JsonNode steerCluster(String cluster, String verb) {
        return steer("/v1/argosy/clusters/" + segment(cluster), verb);
    }

    private JsonNode steer(String path, String verb) {
        return call(request(path + "/" + verb).POST(BodyPublishers.noBody()));
    }

    /**
     * Runs again what a batch left without success.
     *
     * @param codes error codes and HTTP statuses of the failures that are meant; empty for all
     * @param window completion window; empty for that of the batch
     */
    public BatchView retry(String id, List<String> codes, Optional<String> window) {
        ObjectNode body = JSON.createObjectNode();
        if (!codes.isEmpty()) {
            codes.forEach(body.putArray("error_codes")::add);
        }
        window.ifPresent(w -> body.put("completion_window", w));
        return new BatchView(call(request("/v1/batches/" + segment(id) + "/retry")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))));
    }

    /** Copies a file's content to a stream. */
    public void download(String fileId, OutputStream target) {
        copy("/v1/files/" + segment(fileId) + "/content", target);
    }

    /** Copies the last word on each line of a batch and its retries to a stream. */
    public void downloadMerged(String batch, OutputStream target) {
        copy("/v1/batches/" + segment(batch) + "/merged", target);
    }

    private void copy(String path, OutputStream target) {
        HttpResponse<InputStream> response = send(request(path).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream content = response.body()) {
            require(response, content);
            copy(content, target);
        } catch (IOException e) {
            throw new UnreachableException(server, e);
        }
    }

    /** Sends a GET; its answer may be an error. */
    <T> HttpResponse<T> get(String path, Map<String, String> headers, HttpResponse.BodyHandler<T> handler) {
        HttpRequest.Builder request = request(path).GET();
        headers.forEach(request::header);
        return send(request.build(), handler);
    }

    /** Throws the error that a response is, if it is one. */
    void require(HttpResponse<?> response, InputStream body) throws IOException {
        if (response.statusCode() != 200) {
            throw failure(response, new String(body.readNBytes(65_536), StandardCharsets.UTF_8));
        }
    }

    /** Breaks off what is under way, such as a stream of events that another thread reads. */
    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private static void copy(InputStream content, OutputStream target) throws IOException {
        byte[] buffer = new byte[65_536];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            try {
                target.write(buffer, 0, read);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the results", e);
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(ANSWER_TIMEOUT);
        key.ifPresent(secret -> builder.header("Authorization", "Bearer " + secret));
        return builder;
    }

    private JsonNode call(HttpRequest.Builder request) {
        HttpResponse<String> response = send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw failure(response, response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException _) {
            throw new ApiException(
                    200, "The server at " + server + " did not answer with JSON; is it an Argosy server?");
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UnreachableException(server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException(server, e);
        }
    }

    private static ApiException failure(HttpResponse<?> response, String body) {
        String message = "";
        try {
            message = JSON.readTree(body).path("error").path("message").asString("");
        } catch (JacksonException _) {
            // A proxy's page: the status says enough.
        }
        return new ApiException(
                response.statusCode(),
                message.isEmpty() ? "The server answered with HTTP status " + response.statusCode() : message,
                !response.headers()
                        .firstValue("x-should-retry")
                        .filter("false"::equals)
                        .isPresent(),
                response.headers()
                        .firstValue("Retry-After")
                        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
    }

    static String segment(String id) {
        return java.net.URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
