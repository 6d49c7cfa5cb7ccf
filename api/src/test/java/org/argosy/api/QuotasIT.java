package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.argosy.storage.tenants.RequestRate;
import org.argosy.storage.tenants.TenantPolicies;
import org.argosy.storage.tenants.TenantPolicy;
import org.argosy.storage.tenants.TokenQuota;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class QuotasIT {

    private static final int MOST_BATCHES = 3;
    private static final long MOST_BYTES = 1_000;

    private static final String BATCH = """
            {"input_file_id":"file-none","endpoint":"/v1/embeddings","completion_window":"24h"}
            """;

    private static RunningApi api;

    @BeforeAll
    static void start() {
        TenantPolicy bounded = new TenantPolicy(
                3,
                OptionalInt.of(MOST_BATCHES),
                new TokenQuota(OptionalLong.of(50), Map.of("minilm", 70L), true),
                OptionalLong.of(MOST_BYTES),
                Optional.empty());
        TenantPolicy slow = new TenantPolicy(
                1, OptionalInt.empty(), TokenQuota.NONE, OptionalLong.empty(), Optional.of(new RequestRate(0.001, 3)));
        TenantPolicy small = new TenantPolicy(
                1, OptionalInt.of(1), TokenQuota.NONE, OptionalLong.of(Uploaded.LINE.length()), Optional.empty());
        api = RunningApi.start(new TenantPolicies(
                TenantPolicy.UNBOUNDED, Map.of("first", bounded, "second", slow, "operators", small)));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("quota.batches")
    void shouldRefuseABatchBeyondThoseThatMayBeOpen() throws Exception {
        List<HttpResponse<String>> made = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> calls = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(QuotasIT::createBatch))
                    .toList();
            for (Future<HttpResponse<String>> call : calls) {
                made.add(call.get());
            }
        }

        assertThat(made).filteredOn(r -> r.statusCode() == 200).hasSize(MOST_BATCHES);
        HttpResponse<String> refused =
                made.stream().filter(r -> r.statusCode() != 200).findFirst().orElseThrow();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Uploaded.code(refused)).isEqualTo("open_batches_limit_exceeded");
        assertThat(refused.body()).contains("limit of 3 batches");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");

        String id = RunningApi.json(made.stream()
                        .filter(r -> r.statusCode() == 200)
                        .findFirst()
                        .orElseThrow())
                .get("id")
                .stringValue();
        api.database()
                .jdbi()
                .useHandle(
                        h -> h.execute("update batch set status = 'cancelled', cancelled_at = now() where id = ?", id));
        assertThat(createBatch().statusCode()).isEqualTo(200);
        assertThat(createBatch().statusCode()).isEqualTo(429);
    }

    private static HttpResponse<String> createBatch() {
        return api.send(api.request("/v1/batches")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(BATCH)));
    }

    @Test
    @Tag("quota.bytes")
    void shouldRefuseWhatATenantHasNoRoomForAndLeaveNothingBehind() {
        int objects = api.objectKeys().size();
        String line = Uploaded.LINE;
        int fit = (int) (MOST_BYTES / line.length());
        HttpResponse<String> stored = upload(line.repeat(fit));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);

        HttpResponse<String> refused = upload(line);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(Uploaded.code(refused)).isEqualTo("storage_limit_exceeded");
        assertThat(refused.body()).contains("of at most 1,000");
        HttpResponse<String> announced = upload(line.repeat(20_000));
        assertThat(Uploaded.code(announced)).isEqualTo("storage_limit_exceeded");
        assertThat(api.objectKeys()).hasSize(objects + 1);

        HttpResponse<String> begun = api.send(api.request("/v1/uploads")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"filename":"a.jsonl","purpose":"batch","bytes":900,"mime_type":"application/jsonl"}
                        """)));
        assertThat(Uploaded.code(begun)).isEqualTo("storage_limit_exceeded");

        String file = RunningApi.json(stored).get("id").stringValue();
        assertThat(api.send(api.request("/v1/files/" + file).DELETE()).statusCode())
                .isEqualTo(200);
        assertThat(part(line.repeat(5)).statusCode()).isEqualTo(200);
        assertThat(Uploaded.code(part(line.repeat(5)))).isEqualTo("storage_limit_exceeded");
        assertThat(api.objectKeys()).hasSize(objects + 2);
    }

    @ParameterizedTest
    @Tag("all.idempotency")
    @CsvSource({"Idempotency-Key, mine", "x-stainless-retry-count, 1"})
    void shouldRepeatAnAnswerWhenTheQuotaIsUsedUp(String header, String value) {
        Function<String, HttpResponse<String>> file =
                name -> api.send(Uploaded.request(api, "/v1/files", api.operatorKey(), Uploaded.content(Uploaded.LINE))
                        .header(name, value));
        Function<String, HttpResponse<String>> batch = name -> api.send(api.request("/v1/batches", api.operatorKey())
                .header("Content-Type", "application/json")
                .header(name, value)
                .POST(BodyPublishers.ofString(BATCH)));
        String first = header.startsWith("x-") ? "x-nothing" : header;

        for (var call : List.of(file, batch)) {
            HttpResponse<String> made = call.apply(first);
            assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
            assertThat(call.apply("x-nothing").statusCode()).isIn(413, 429);

            HttpResponse<String> again = call.apply(header);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(made.body());
        }
        HttpResponse<String> other = api.send(
                Uploaded.request(api, "/v1/files", api.operatorKey(), Uploaded.content(Uploaded.LINE.repeat(2)))
                        .header(header, value));
        assertThat(other.statusCode()).isIn(413, 422);
        api.database().jdbi().useHandle(h -> {
            h.execute("update batch set status = 'cancelled', cancelled_at = now()"
                    + " where tenant_id = (select id from tenant where name = 'operators')");
            h.execute("update file set deleted_at = now()"
                    + " where tenant_id = (select id from tenant where name = 'operators')");
        });
    }

    private static HttpResponse<String> upload(String lines) {
        return api.send(Uploaded.request(api, "/v1/files", api.key(), Uploaded.content(lines)));
    }

    private static HttpResponse<String> part(String bytes) {
        HttpResponse<String> upload = api.send(api.request("/v1/uploads")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"filename":"a.jsonl","purpose":"batch","bytes":300,"mime_type":"application/jsonl"}
                        """)));
        String id = RunningApi.json(upload).get("id").stringValue();
        return api.send(Uploaded.request(api, "/v1/uploads/" + id + "/parts", api.key(), Uploaded.data(bytes)));
    }

    @Test
    @Tag("quota.requests")
    void shouldRefuseRequestsBeyondTheRateOfTheirTenant() {
        List<HttpResponse<String>> responses = IntStream.range(0, 4)
                .mapToObj(_ -> api.send(api.request("/v1/batches", api.otherKey())))
                .toList();

        assertThat(responses).extracting(HttpResponse::statusCode).containsExactly(200, 200, 200, 429);
        assertThat(responses)
                .extracting(r ->
                        r.headers().firstValue("x-ratelimit-remaining-requests").orElse(""))
                .containsExactly("2", "1", "0", "0");
        HttpResponse<String> refused = responses.getLast();
        assertThat(Uploaded.code(refused)).isEqualTo("rate_limit_exceeded");
        assertThat(refused.headers().firstValue("x-ratelimit-limit-requests")).contains("3");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 1_000L);
        assertThat(api.send(api.request("/v1/batches")).headers().firstValue("x-ratelimit-limit-requests"))
                .isEmpty();
    }

    @Test
    @Tag("operators.tenants")
    void shouldTellOperatorsWhatTenantsMayHave() {
        JsonNode one = RunningApi.json(api.send(api.request("/v1/argosy/tenants/first", api.operatorKey())));

        assertThat(one.get("weight").intValue()).isEqualTo(3);
        assertThat(one.at("/quotas/open_batches").intValue()).isEqualTo(MOST_BATCHES);
        assertThat(one.at("/quotas/bytes").longValue()).isEqualTo(MOST_BYTES);
        assertThat(one.at("/quotas/enqueued_tokens_by_model/minilm").longValue())
                .isEqualTo(70);
        assertThat(one.at("/quotas/requests_per_second").isNull()).isTrue();
        assertThat(api.send(api.request("/v1/argosy/tenants/nobody", api.operatorKey()))
                        .statusCode())
                .isEqualTo(404);

        JsonNode page = RunningApi.json(api.send(api.request("/v1/argosy/tenants?limit=2", api.operatorKey())));
        assertThat(page.get("data").findValuesAsString("name")).containsExactly("first", "operators");
        JsonNode rest = RunningApi.json(api.send(
                api.request("/v1/argosy/tenants?after=" + page.get("last_id").stringValue(), api.operatorKey())));
        assertThat(rest.get("data").findValuesAsString("name")).containsExactly("second");
    }
}
