package org.argosy.ops.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.argosy.ops.simulator.http.HttpAnswer;
import org.argosy.ops.simulator.http.HttpCall;
import org.argosy.ops.simulator.http.HttpFace;

/** A batch server that answers each line with itself; its batches move on with every poll. It makes keys of tenants. */
final class EchoBatchServer implements AutoCloseable {

    private static final String[] STATUSES = {"validating", "in_progress", "in_progress", "finalizing", "completed"};

    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final Map<String, String> inputs = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> polls = new ConcurrentHashMap<>();
    private final Map<String, Integer> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final UnaryOperator<String> results;
    private final HttpFace http;

    /** @param results what to make of the results before they are handed out */
    EchoBatchServer(UnaryOperator<String> results) throws IOException {
        this.results = results;
        this.http =
                HttpFace.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, 64 << 20, this::route);
    }

    ServerConnection connection() {
        return new ServerConnection(URI.create("http://127.0.0.1:" + http.port()), "key");
    }

    /** How many files came by each key. */
    Map<String, Integer> uploads() {
        return uploads;
    }

    /** The bytes of an uploaded file. */
    String file(String id) {
        return files.getOrDefault(id, "");
    }

    @Override
    public void close() {
        http.close();
    }

    private void route(HttpCall call) {
        String path = call.path();
        String caller = String.valueOf(call.header("Authorization")).replace("Bearer ", "");
        if (!caller.equals("key") && !caller.startsWith("key of ")) {
            call.answer(HttpAnswer.json(
                    401, "{\"error\":{\"message\":\"Incorrect API key\"}}".getBytes(StandardCharsets.UTF_8)));
        } else if (path.equals("/v1/argosy/keys")) {
            String body = new String(call.body(), StandardCharsets.UTF_8);
            json(call, "{\"key\":\"key of " + body.replaceAll(".*\"tenant\":\"([^\"]*)\".*", "$1") + "\"}");
        } else if (path.equals("/v1/files")) {
            String id = "file-" + ids.incrementAndGet();
            uploads.merge(caller, 1, Integer::sum);
            files.put(id, part(new String(call.body(), StandardCharsets.UTF_8)));
            json(call, "{\"id\":\"" + id + "\"}");
        } else if (path.equals("/v1/batches")) {
            String body = new String(call.body(), StandardCharsets.UTF_8);
            String id = "batch_" + ids.incrementAndGet();
            inputs.put(id, body.replaceAll(".*\"input_file_id\":\"([^\"]*)\".*", "$1"));
            polls.put(id, new AtomicInteger());
            json(call, batch(id, 0));
        } else if (path.startsWith("/v1/batches/")) {
            String id = path.substring("/v1/batches/".length());
            json(call, batch(id, polls.getOrDefault(id, new AtomicInteger()).incrementAndGet()));
        } else {
            String batch = path.replaceAll("/v1/files/out-(.*)/content", "$1");
            String output = file(inputs.getOrDefault(batch, ""))
                    .lines()
                    .map(line -> line.replaceAll("(\"custom_id\":\"[^\"]*\").*", "{\"id\":\"r\",$1,\"error\":null}")
                            .replace("{{", "{"))
                    .collect(Collectors.joining("\n"));
            call.answer(new HttpAnswer(
                    200,
                    "application/octet-stream",
                    Map.of(),
                    List.of(results.apply(output).getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static String batch(String id, int poll) {
        String status = STATUSES[Math.min(poll, STATUSES.length - 1)];
        String output = status.equals("completed") ? "\"out-" + id + "\"" : "null";
        return "{\"id\":\"" + id + "\",\"status\":\"" + status + "\",\"output_file_id\":" + output
                + ",\"error_file_id\":null,\"request_counts\":{\"total\":1,\"completed\":0,\"failed\":0}}";
    }

    private static String part(String multipart) {
        int file = multipart.indexOf("name=\"file\"");
        int start = multipart.indexOf("\r\n\r\n", file) + 4;
        return multipart.substring(start, multipart.indexOf("\r\n--", start));
    }

    private static void json(HttpCall call, String text) {
        call.answer(HttpAnswer.json(200, text.getBytes(StandardCharsets.UTF_8)));
    }
}
