package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.argosy.api.FuzzCalls.Call;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Thousands of requests made from the description, right ones and wrong ones. Whatever comes, the answer is one that is
 * described: no fault of the server, no HTML, no stack trace, and always an answer.
 */
class FuzzIT {

    private static final long SEED = Long.getLong("fuzz.seed", 20_261_123L);
    private static final int CALLS = Integer.getInteger("fuzz.calls", 3_000);
    private static final int RAW_CALLS = 300;
    private static final int THREADS = 4;

    private static RunningApi api;
    private static ApiDescription description;
    private static FuzzCalls calls;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        description = ApiDescription.load();
        calls = new FuzzCalls(
                description,
                api,
                Map.of(
                        "file_id", List.of(id(file()), id(file()), id(file())),
                        "batch_id", List.of(id(json("/v1/batches", BATCH)), id(json("/v1/batches", BATCH))),
                        "upload_id", List.of(id(json("/v1/uploads", UPLOAD)), id(json("/v1/uploads", UPLOAD))),
                        "webhook_endpoint_id", List.of(id(json("/v1/webhook_endpoints", WEBHOOK))),
                        "model", List.of("minilm", "openai/gpt-oss-120b", "openai%2Fgpt-oss-120b")));
    }

    private static final String BATCH =
            "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}";
    private static final String WEBHOOK =
            "{\"name\":\"a\",\"url\":\"https://example.com\",\"event_types\":[\"batch.failed\"]}";
    private static final String UPLOAD =
            "{\"filename\":\"a\",\"bytes\":9,\"purpose\":\"batch\",\"mime_type\":\"text/plain\"}";

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("all.errors")
    void shouldAnswerWhateverComesAsItIsDescribed() throws Exception {
        inParallel(CALLS, FuzzIT::send);
    }

    @Test
    @Tag("all.errors")
    void shouldAnswerWhatIsHardlyHttp() throws Exception {
        inParallel(RAW_CALLS, FuzzIT::sendRaw);
    }

    private static void send(long seed) {
        Call call = calls.call(seed);
        // Holds the answer against the description, which knows no 500 and no HTML but the page's.
        HttpResponse<String> response = api.send(call.request());
        String shown = "seed " + seed + ": " + response.request() + " " + response.body();
        assertThat(response.headers().firstValue("x-request-id")).as(shown).isPresent();
        if (response.statusCode() >= 400) {
            assertThat(response.body()).as(shown).doesNotContain("Exception", "\tat ", "org.argosy", "<html");
        }
        boolean made =
                response.statusCode() == 200 && response.request().method().equals("POST");
        if (made && call.json().isPresent()) {
            var schema = description.body(call.operation(), "application/json").orElseThrow();
            assertThat(description.conforms(schema, call.json().get()))
                    .as(shown + " although it is not described: " + call.json())
                    .isTrue();
        }
    }

    private static void sendRaw(long seed) {
        Random random = new Random(seed);
        String body = "{\"input_file_id\":\"f\"}";
        StringBuilder request = new StringBuilder("POST /v1/batches HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                + "Authorization: Bearer " + api.key() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(request.length());
            switch (random.nextInt(3)) {
                case 0 -> request.setCharAt(at, (char) random.nextInt(256));
                case 1 ->
                    request.insert(
                            at, String.valueOf((char) random.nextInt(256)).repeat(1 + random.nextInt(50)));
                default -> request.delete(at, Math.min(request.length(), at + random.nextInt(20)));
            }
        }
        try (RawHttp raw = new RawHttp(api)) {
            String answer = raw.send(request.toString()).endOutput().readAll();
            if (!answer.isEmpty()) {
                assertThat(answer)
                        .as("seed " + seed)
                        .matches("(?s)(HTTP/1.1 (2|4|501|505)|\\{\"error\").*")
                        .doesNotContain("Exception", "\tat ", "<html");
            }
        } catch (IOException e) {
            // Tomcat may reset a connection on which it left bytes unread.
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static void inParallel(int count, LongConsumer call) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long seed = SEED + i;
                tasks.add(() -> {
                    call.accept(seed);
                    return null;
                });
            }
            List<String> failures = new ArrayList<>();
            for (Future<Void> done : threads.invokeAll(tasks)) {
                if (done.state() == Future.State.FAILED) {
                    failures.add(String.valueOf(done.exceptionNow()));
                }
            }
            assertThat(failures).isEmpty();
        }
    }

    private static String id(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return RunningApi.json(response).get("id").stringValue();
    }

    private static HttpResponse<String> json(String path, String body) {
        return api.send(
                api.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> file() {
        String purpose = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n";
        String file = "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{\"a\":1}\r\n";
        return api.send(api.request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(purpose + file + "--b--\r\n")));
    }
}
