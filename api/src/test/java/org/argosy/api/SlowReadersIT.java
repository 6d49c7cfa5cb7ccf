package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that read nothing of what they asked for, and the others beside them. */
class SlowReadersIT {

    private static final int BYTES = 20_000_000;

    /** More than the embedded object store serves at once. */
    private static final int MANY = 60;

    private static final int PER_TENANT = MANY;
    private static final int IN_ALL = MANY + 1;

    private static RunningApi api;

    private final List<RawHttp> slow = new ArrayList<>();

    @BeforeAll
    static void start() {
        api = RunningApi.start(settings -> settings.withDownloads(IN_ALL, PER_TENANT), List.of());
        api.objects().put("large", new ByteArrayInputStream(new byte[BYTES]));
        file("file-first", "first", "large", BYTES);
        api.objects().put("small", new byte[100_000]);
        file("file-second", "second", "small", 100_000);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (RawHttp reader : slow) {
            reader.close();
        }
    }

    @Test
    @Tag("files.content.slow")
    void shouldServeOthersBesideManySlowReadersOfOneTenant() throws IOException {
        for (int i = 0; i < MANY; i++) {
            assertThat(begin(api.key())).isEqualTo("HTTP/1.1 200 ");
        }
        HttpResponse<String> more = api.send(api.request("/v1/files/file-first/content"));
        assertThat(more.statusCode()).isEqualTo(429);
        assertThat(Uploaded.code(more)).isEqualTo("rate_limit_exceeded");
        assertThat(more.headers().firstValue("retry-after")).hasValue("1");

        HttpResponse<String> other = api.send(
                api.request("/v1/files/file-second/content", api.otherKey()).timeout(Duration.ofSeconds(20)));
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).hasSize(100_000);
        assertThat(Uploaded.file(api, api.otherKey())).startsWith("file-");

        assertThat(begin(api.operatorKey())).isEqualTo("HTTP/1.1 200 ");
        HttpResponse<String> full = api.send(api.request("/v1/files/file-second/content", api.otherKey()));
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("retry-after")).hasValue("1");

        hangUp();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(api.send(api.request("/v1/files/file-second/content", api.otherKey()))
                                .statusCode())
                        .isEqualTo(200));
    }

    /** Begins to read the large file and stops after the status line. */
    private String begin(String key) throws IOException {
        RawHttp reader = RawHttp.narrow(api)
                .send("GET /v1/files/file-first/content HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + key
                        + "\r\n\r\n");
        slow.add(reader);
        return reader.readLine();
    }

    private static void file(String id, String tenant, String object, int bytes) {
        api.database().jdbi().useHandle(h -> {
            h.execute("""
                    insert into file (id, tenant_id, purpose, filename, bytes, created_at, ready_at)
                    select ?, id, 'batch_output', 'output.jsonl', ?, now(), now() from tenant where name = ?
                    """, id, bytes, tenant);
            h.execute(
                    "insert into segment (file_id, ordinal, object_key, bytes, lines) values (?, 0, ?, ?, 0)",
                    id,
                    object,
                    bytes);
        });
    }
}
