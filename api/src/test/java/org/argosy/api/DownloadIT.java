package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
        api = RunningApi.start();
        api.database().jdbi().useHandle(h -> h.execute("""
                insert into file (id, tenant_id, purpose, filename, bytes, created_at, ready_at)
                select 'file-three', id, 'batch_output', 'batch_1_output.jsonl', 10, now(), now()
                  from tenant where name = 'first'
                """));
        segment(0, "0123");
        segment(3, "456");
        segment(7, "789");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
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
    void shouldSendARange(String range, String content, String sent) {
        HttpResponse<String> response = api.send(api.request(PATH).header("Range", range));

        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(content);
        assertThat(header(response, "content-range")).isEqualTo("bytes " + sent + "/10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "bytes=5-2", "bytes=x", "lines=1-2", "bytes="})
    void shouldSendEverythingWhenARangeIsNoSingleRange(String range) {
        HttpResponse<String> response = api.send(api.request(PATH).header("Range", range));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(ALL);
    }

    @Test
    void shouldRefuseARangeBehindTheEnd() {
        HttpResponse<String> response = api.send(api.request(PATH).header("Range", "bytes=10-"));

        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(header(response, "content-range")).isEqualTo("bytes */10");
        assertThat(RunningApi.json(response).get("error").get("type").stringValue())
                .isEqualTo("invalid_request_error");
    }

    @Test
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
    void shouldAnswerHeadWithoutTheContent() {
        HttpResponse<String> response = api.send(api.request(PATH).method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "content-length")).isEqualTo("10");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    private static void segment(int ordinal, String content) {
        String key = "segments/" + ordinal;
        api.objects().put(key, content.getBytes(StandardCharsets.UTF_8));
        api.database()
                .jdbi()
                .useHandle(h -> h.execute(
                        "insert into segment (file_id, ordinal, object_key, bytes, lines) values ('file-three', ?, ?, ?, 0)",
                        ordinal,
                        key,
                        content.length()));
    }
}
