package org.argosy.ops.standalone.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** A batch's server-sent events, across connections: each goes on behind the last event that was seen. For one thread. */
public final class BatchEvents {

    /** The server sends something every 15 s. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int NO_CONTENT = 204;

    private final ArgosyClient client;
    private final String path;
    private String lastId = "";
    private volatile long heardNanos;

    public BatchEvents(ArgosyClient client, String batch) {
        this.client = client;
        this.path = "/v1/batches/" + ArgosyClient.segment(batch) + "/events";
    }

    /**
     * Reads events until the server ends the stream, because the batch has ended or because it wants to be asked again.
     *
     * @param onProgress gets the batch each time that it has changed
     */
    public void read(Consumer<BatchView> onProgress) {
        HttpResponse<InputStream> response = client.get(
                path, lastId.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastId), BodyHandlers.ofInputStream());
        if (response.statusCode() == NO_CONTENT) {
            return;
        }
        heardNanos = System.nanoTime();
        Thread watchdog = Thread.ofVirtual().start(() -> closeWhenSilent(response.body()));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            client.require(response, response.body());
            read(lines, onProgress);
        } catch (IOException e) {
            throw new UnreachableException(client.server(), e);
        } finally {
            watchdog.interrupt();
        }
    }

    private void read(BufferedReader lines, Consumer<BatchView> onProgress) throws IOException {
        Map<String, String> event = new HashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heardNanos = System.nanoTime();
            int colon = line.indexOf(": ");
            if (colon > 0) {
                event.put(line.substring(0, colon), line.substring(colon + 2));
            } else if (line.isEmpty()) {
                lastId = event.getOrDefault("id", lastId);
                if ("progress".equals(event.get("event"))) {
                    onProgress.accept(new BatchView(JSON.readTree(event.getOrDefault("data", "{}"))));
                }
                event.clear();
            }
        }
    }

    /** A server that vanished without a word would leave the reader waiting for ever. */
    private void closeWhenSilent(InputStream body) {
        try {
            while (System.nanoTime() - heardNanos < SILENCE.toNanos()) {
                Thread.sleep(SILENCE.dividedBy(4));
            }
            body.close();
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }
}
