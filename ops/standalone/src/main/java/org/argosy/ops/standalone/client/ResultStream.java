package org.argosy.ops.standalone.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;

/**
 * A batch's lines as they finish, each once, whatever breaks off in between: the lines behind a cursor are always the same
 * bytes, so a part that broke off is asked for again and what was written of it is passed over. For one thread.
 */
public final class ResultStream {

    private static final Set<String> FINAL = Set.of("completed", "failed", "expired", "cancelled");

    private final ArgosyClient client;
    private final String path;
    private final OutputStream target;
    private String after = "";
    private long written;

    /**
     * @param target gets the lines; never closed
     */
    public ResultStream(ArgosyClient client, String batch, OutputStream target) {
        this.client = client;
        this.path = "/v1/batches/" + ArgosyClient.segment(batch) + "/results";
        this.target = target;
    }

    /**
     * Writes what has finished since the last time. After an exception it may be called again.
     *
     * @return the batch's status; with one that is final, all lines are written
     */
    public String copyNew() {
        HttpResponse<InputStream> response = client.get(
                path + (after.isEmpty() ? "" : "?after=" + after),
                Map.of("Accept", "application/jsonl"),
                BodyHandlers.ofInputStream());
        try (InputStream lines = response.body()) {
            client.require(response, lines);
            lines.skipNBytes(written);
            copy(lines);
        } catch (IOException e) {
            throw new UnreachableException(client.server(), e);
        }
        after = header(response, "Argosy-Last-Id");
        written = 0;
        return header(response, "Argosy-Batch-Status");
    }

    /** Whether nothing more comes behind lines that were answered with this status. */
    public static boolean isFinal(String status) {
        return FINAL.contains(status);
    }

    private void copy(InputStream lines) throws IOException {
        byte[] buffer = new byte[65_536];
        for (int read = lines.read(buffer); read >= 0; read = lines.read(buffer)) {
            try {
                target.write(buffer, 0, read);
                target.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write the results", e);
            }
            written += read;
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers()
                .firstValue(name)
                .orElseThrow(() -> new ApiException(
                        501, "This server shows no results of running batches; is it an older Argosy server?"));
    }
}
