package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Results of batches that still run, and of those that have ended. */
class ResultsIT {

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    @Tag("batches.results")
    void shouldPageThroughLinesInTheOrderInWhichTheyFinishedWhileMoreCome(int limit) {
        LiveBatch batch = LiveBatch.create(api);
        List<String> read = new ArrayList<>();
        String cursor = read(batch, "", limit, read);
        assertThat(read).isEmpty();

        batch.start(12).finish(3, -1, 2);
        cursor = read(batch, cursor, limit, read);
        assertThat(read).isEqualTo(batch.finished());
        batch.finish(-5, -4).finish(6);
        cursor = read(batch, cursor, limit, read);
        batch.merge();
        batch.finish(7, 8, -9, -10, 12);
        cursor = read(batch, cursor, limit, read);
        batch.merge();
        batch.finish(11);
        batch.end();
        cursor = read(batch, cursor, limit, read);

        assertThat(read).isEqualTo(batch.finished());
        JsonNode last = RunningApi.json(get(batch, "?after=" + cursor));
        assertThat(last.get("data")).isEmpty();
        assertThat(last.get("has_more").booleanValue()).isFalse();
        assertThat(last.get("status").stringValue()).isEqualTo("completed");
        assertThat(last.get("last_id").stringValue()).isEqualTo(cursor);
    }

    @Test
    @Tag("batches.results.jsonl")
    void shouldStreamAllLinesFromACursorOn() {
        LiveBatch batch = LiveBatch.create(api).start(5).finish(1, -2, 3);
        HttpResponse<String> first = lines(batch, "");
        batch.finish(-4, 5);
        batch.merge();
        batch.end();

        HttpResponse<String> second = lines(
                batch, "?after=" + first.headers().firstValue("Argosy-Last-Id").orElseThrow());
        HttpResponse<String> all = lines(batch, "");

        assertThat(first.body().lines())
                .containsExactlyElementsOf(batch.finished().subList(0, 3));
        assertThat(first.headers().firstValue("Argosy-Batch-Status")).contains("in_progress");
        assertThat(second.body().lines())
                .containsExactlyElementsOf(batch.finished().subList(3, 5));
        assertThat(second.headers().firstValue("Argosy-Batch-Status")).contains("completed");
        assertThat(all.body()).isEqualTo(first.body() + second.body());
        assertThat(get(
                                batch,
                                "?after="
                                        + all.headers()
                                                .firstValue("Argosy-Last-Id")
                                                .orElseThrow())
                        .body())
                .contains("\"data\":[]");
        HttpResponse<String> limited =
                api.send(api.request(path(batch, "?limit=5")).header("Accept", "application/jsonl"));
        assertThat(limited.statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("batches.results")
    void shouldTakeNoFurtherLineOnALargePage() {
        String large = "x".repeat(5_000_000);
        LiveBatch batch = LiveBatch.create(api).start(4).finish(new int[] {1, 2, -3, 4}, large, large, large, "");

        List<String> read = new ArrayList<>();
        JsonNode first = RunningApi.json(get(batch, ""));
        read(batch, "", 100, read);

        assertThat(first.get("data")).hasSize(2);
        assertThat(first.get("has_more").booleanValue()).isTrue();
        assertThat(read).isEqualTo(batch.finished());
    }

    @Test
    @Tag("batches.results.cursor")
    void shouldRefuseWhatIsNoCursorOfThisBatch() {
        LiveBatch batch = LiveBatch.create(api).start(3).finish(1, 2);
        LiveBatch other = LiveBatch.create(api).start(3).finish(1, 2);
        String good = RunningApi.json(get(batch, "")).get("last_id").stringValue();
        String anothers = RunningApi.json(get(other, "")).get("last_id").stringValue();

        for (String bad :
                List.of("x", "batch_req_1", "f1.0.0.0.00000000", anothers, good.replace("f1.", "f1.1"), good + "0")) {
            HttpResponse<String> response = get(batch, "?after=" + bad);
            assertThat(response.statusCode()).as(bad).isEqualTo(400);
            assertThat(RunningApi.json(response).at("/error/param").stringValue())
                    .isEqualTo("after");
        }
        assertThat(get(batch, "?limit=1001").statusCode()).isEqualTo(400);
        assertThat(get(batch, "?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("batches.results.gone")
    void shouldFindNothingOfAnothersBatchNorOfDeletedFiles() {
        LiveBatch batch = LiveBatch.create(api).start(2).finish(1, -2);
        batch.end();
        String path = path(batch, "");

        assertThat(api.send(api.keyless(path).header("Authorization", "Bearer " + api.otherKey()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.send(api.request("/v1/batches/batch_0/results")).statusCode())
                .isEqualTo(404);
        assertThat(get(batch, "").statusCode()).isEqualTo(200);
        api.send(api.request("/v1/files/" + batch.outputFile()).DELETE());
        HttpResponse<String> gone = get(batch, "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).contains("were deleted or have expired");
    }

    @Test
    @Tag("batches.results.input")
    void shouldSortAnEndedBatchByItsInput() {
        LiveBatch batch = LiveBatch.create(api).start(3_000);
        List<Integer> numbers = new ArrayList<>(IntStream.rangeClosed(1, 3_000)
                .map(i -> i % 7 == 0 ? -2 * i : 2 * i)
                .boxed()
                .toList());
        Collections.shuffle(numbers, new Random(7));
        String large = "x".repeat(3_000_000);
        for (int from = 0; from < 3_000; from += 600) {
            int[] some =
                    numbers.subList(from, from + 600).stream().mapToInt(n -> n).toArray();
            String[] texts = IntStream.of(some)
                    .mapToObj(n -> n == 700 || n == -1_400 ? large : "é".repeat(Math.abs(n) % 50))
                    .toArray(String[]::new);
            batch.finish(some, texts);
        }
        assertThat(get(batch, "?order=input").statusCode()).isEqualTo(409);
        batch.end();

        List<String> sorted = batch.finished().stream()
                .sorted(Comparator.comparingInt(ResultsIT::number))
                .toList();
        assertThat(api.send(api.request(path(batch, "?order=input")).header("Accept", "application/jsonl"))
                        .body()
                        .lines())
                .containsExactlyElementsOf(sorted);
        List<Integer> read = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            JsonNode page = RunningApi.json(get(batch, "?order=input&limit=457" + after));
            page.get("data").forEach(line -> read.add(number(line.toString())));
            after = "&after=" + page.get("last_id").stringValue();
            more = page.get("has_more").booleanValue();
        }
        assertThat(read).isEqualTo(sorted.stream().map(ResultsIT::number).toList());
        assertThat(get(batch, "?" + after.substring(1)).statusCode()).isEqualTo(400);
        assertThat(get(batch, "?order=random").statusCode()).isEqualTo(400);
        LiveBatch empty = LiveBatch.create(api).start(1);
        empty.end();
        assertThat(get(empty, "?order=input").body()).contains("\"data\":[]");
    }

    private static int number(String line) {
        return Integer.parseInt(line.replaceFirst("^\\{\"id\":\"batch_req_(\\d+)\".*", "$1"));
    }

    /** Reads pages until there is no more, and gives the last cursor. */
    private static String read(LiveBatch batch, String after, int limit, List<String> into) {
        String cursor = after;
        boolean more = true;
        while (more) {
            String body = get(batch, "?limit=" + limit + (cursor.isEmpty() ? "" : "&after=" + cursor))
                    .body();
            JsonNode page = RunningApi.JSON.readTree(body);
            assertThat(page.get("data").size()).isLessThanOrEqualTo(limit);
            int next = into.size();
            for (int i = 0; i < page.get("data").size(); i++) {
                String line = batch.finished().get(next + i);
                assertThat(body).contains(line);
                assertThat(page.get("data").get(i)).isEqualTo(RunningApi.JSON.readTree(line));
                into.add(line);
            }
            cursor = page.get("last_id").stringValue();
            more = page.get("has_more").booleanValue();
        }
        return cursor;
    }

    private static HttpResponse<String> lines(LiveBatch batch, String query) {
        return api.send(api.request(path(batch, query)).header("Accept", "application/jsonl"));
    }

    private static HttpResponse<String> get(LiveBatch batch, String query) {
        return api.send(api.request(path(batch, query)));
    }

    private static String path(LiveBatch batch, String query) {
        return "/v1/batches/" + batch.id() + "/results" + query;
    }
}
