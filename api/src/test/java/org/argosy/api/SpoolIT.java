package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Uploads that wait on disk because slow clients hold the ways into the store. */
class SpoolIT {

    private static final String FORM = "multipart/form-data; boundary=b";
    private static final String PURPOSE =
            "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n";
    private static final String FILE = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";

    @Test
    @Tag("files.busy")
    void shouldAskToComeAgainWhenTheDiskThatUploadsMayTakeIsFull() throws IOException {
        try (RunningApi api = RunningApi.start(
                        settings -> settings.withDirectUploads(1).withSpoolBytes(100_000), List.of());
                RawHttp slow = new RawHttp(api)) {
            slow.send("POST /v1/files HTTP/1.1\r\nHost: here\r\nConnection: close\r\nAuthorization: Bearer " + api.key()
                    + "\r\nContent-Type: " + FORM + "\r\nContent-Length: 10000000\r\n\r\n" + PURPOSE + FILE);
            // Until the slow one has the only direct way, others take it.
            await().until(() -> upload(api, 200_000).statusCode() != 200);

            HttpResponse<String> large = upload(api, 200_000);
            assertThat(large.statusCode()).isEqualTo(503);
            assertThat(large.headers().firstValue("Retry-After")).contains("1");
            assertThat(large.body()).contains("as many uploads as it has room for");
            assertThat(upload(api, 90_000).statusCode()).isEqualTo(200);
            assertThat(upload(api, 90_000).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> upload(RunningApi api, int bytes) {
        return api.send(api.request("/v1/files")
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(PURPOSE + FILE + "x".repeat(bytes) + "\r\n--b--\r\n")));
    }
}
