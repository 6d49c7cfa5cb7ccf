package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The content of a file that has three segments: {@code 0123}, {@code 456}, {@code 789}. */
class DownloadIT {

    private static final String PATH = "/v1/files/file-three/content";
    private static final String ALL = "0123456789";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start(settings -> settings.withIdleTimeout(Duration.ofSeconds(2)), List.of());
        file("file-three", 10);
        segment("file-three", 0, "0123");
        segment("file-three", 3, "456");
        segment("file-three", 7, "789");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("files.content")
    void shouldSendTheSegmentsInOrder() {
        HttpResponse<String> response = api.send(api.request(PATH).header("Accept", "application/binary"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(ALL);
        assertThat(header(response, "content-type")).isEqualTo("application/octet-stream");
        assertThat(header(response, "content-disposition")).isEqualTo("attachment; filename=\"batch_1_output.jsonl\"");
        assertThat(header(response, "content-length")).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0-0",
        "bytes=2-5, 2345, 2-5",
        "bytes=4-6, 456, 4-6",
        "bytes=3-, 3456789, 3-9",
        "bytes=-4, 6789, 6-9",
        "bytes=8-99, 89, 8-9",
        "bytes=-99, 0123456789, 0-9"
    })
    @Tag("files.content.range")
    void shouldSendARange(String range, String content, String sent) {
        HttpResponse<String> response = api.send(api.request(PATH).header("Range", range));

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(content);
        assertThat(header(response, "content-range")).isEqualTo("bytes " + sent + "/10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "bytes=5-2", "bytes=x", "lines=1-2", "bytes="})
    @Tag("files.content.range")
    void shouldSendEverythingWhenARangeIsNoSingleRange(String range) {
        HttpResponse<String> response = api.send(api.request(PATH).header("Range", range));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(ALL);
    }

    @Test
    @Tag("files.content.range")
    void shouldRefuseARangeBehindTheEnd() {
        HttpResponse<String> response = api.send(api.request(PATH).header("Range", "bytes=10-"));

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(header(response, "content-range")).isEqualTo("bytes */10");
        assertThat(RunningApi.json(response).get("error").get("type").stringValue())
                .isEqualTo("invalid_request_error");
    }

    @Test
    @Tag("files.content.range")
    void shouldResumeOnlyTheSameContent() {
        String tag = header(api.send(api.request(PATH)), "etag");

        assertThat(api.send(api.request(PATH).header("Range", "bytes=9-").header("If-Range", tag))
                        .body())
                .isEqualTo("9");
        assertThat(api.send(api.request(PATH).header("Range", "bytes=9-").header("If-Range", "\"other\""))
                        .body())
                .isEqualTo(ALL);
    }

    @Test
    @Tag("files.content.range")
    void shouldAnswerHeadWithoutTheContent() {
        HttpResponse<String> response = api.send(api.request(PATH).method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "content-length")).isEqualTo("10");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    @Test
    void shouldBreakTheConnectionWhenBytesAreMissing() {
        file("file-torn", 2_000_000);
        segment("file-torn", 0, "x".repeat(1_000_000));
        segment("file-torn", 1, "y".repeat(1_000_000));
        api.objects().delete(List.of("segments/file-torn/1"));

        assertThatThrownBy(() -> api.send(api.request("/v1/files/file-torn/content")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @Tag("all.idle")
    void shouldCutAReaderThatTakesNothing() throws IOException {
        file("file-large", 60_000_000);
        segment("file-large", 0, "x".repeat(60_000_000));
        try (RawHttp raw = new RawHttp(api)) {
            raw.send("GET /v1/files/file-large/content HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                    + "Authorization: Bearer " + api.key() + "\r\n\r\n");
            await().pollDelay(Duration.ofSeconds(5)).until(() -> true);

            assertThat(raw.countAll()).isLessThan(60_000_000);
        }
    }

    private static void file(String id, int bytes) {
        api.database().jdbi().useHandle(h -> h.execute("""
                insert into file (id, tenant_id, purpose, filename, bytes, created_at, ready_at)
                select ?, id, 'batch_output', 'batch_1_output.jsonl', ?, now(), now() from tenant where name = 'first'
                """, id, bytes));
    }

    private static void segment(String file, int ordinal, String content) {
        String key = "segments/" + file + "/" + ordinal;
        api.objects().put(key, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "insert into segment (file_id, ordinal, object_key, bytes, lines) values (?, ?, ?, ?, 0)",
                        file,
                        ordinal,
                        key,
                        content.length()));
    }
}
