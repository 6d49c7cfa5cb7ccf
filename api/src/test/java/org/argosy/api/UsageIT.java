package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UsageIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String DAY = "from=2026-03-01&to=2026-03-02T00:00:00Z";

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
        add("first", "a", NOON, 10);
        add("first", "b", NOON, 20);
        add("first", "a", NOON.plusSeconds(3600), 30);
        add("second", "a", NOON, 40);
    }

    private static void add(String tenant, String model, Instant hour, int lines) {
        api.database()
                .jdbi()
                .useHandle(h -> h.createUpdate("""
                                insert into usage_hourly select id, :model, :hour, :lines, 1, 2, 3, 4, 5, 6
                                  from tenant where name = :tenant
                                """)
                        .bind("tenant", tenant)
                        .bind("model", model)
                        .bind("hour", hour)
                        .bind("lines", lines)
                        .execute());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("usage.list")
    void shouldShowUsageByHourAndModel() {
        JsonNode page = get("/v1/usage?" + DAY, api.key());

        assertThat(lines(page)).containsExactly("first a 10", "first b 20", "first a 30");
        JsonNode first = page.at("/data/0");
        assertThat(first.get("start_time").longValue()).isEqualTo(NOON.getEpochSecond());
        assertThat(first.get("end_time").longValue()).isEqualTo(NOON.getEpochSecond() + 3600);
        assertThat(first.get("failed").longValue()).isEqualTo(1);
        assertThat(List.of("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens", "total_tokens"))
                .extracting(name -> first.get(name).intValue())
                .containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    @Tag("usage.list")
    void shouldAddUpDaysAndShowOneModelAlone() {
        assertThat(lines(get("/v1/usage?bucket=1d&" + DAY, api.key()))).containsExactly("first a 40", "first b 20");
        assertThat(lines(get("/v1/usage?model=b&" + DAY, api.key()))).containsExactly("first b 20");
        String middle = "from=" + NOON.plusSeconds(3700).getEpochSecond() + "&to="
                + NOON.plusSeconds(7200).getEpochSecond();
        assertThat(lines(get("/v1/usage?" + middle, api.key()))).containsExactly("first a 30");
        assertThat(lines(get("/v1/usage", api.key()))).isEmpty();
    }

    @Test
    @Tag("usage.list")
    void shouldPageThroughIt() {
        JsonNode first = get("/v1/usage?limit=2&" + DAY, api.key());
        JsonNode second = get("/v1/usage?limit=2&after=" + first.get("last_id").stringValue() + "&" + DAY, api.key());

        assertThat(first.get("has_more").booleanValue()).isTrue();
        assertThat(lines(second)).containsExactly("first a 30");
        assertThat(second.get("has_more").booleanValue()).isFalse();
        assertThat(lines(get("/v1/usage?after=unknown&" + DAY, api.key()))).isEmpty();
    }

    @Test
    @Tag("usage.operators")
    void shouldShowOperatorsEveryTenants() {
        assertThat(lines(get("/v1/usage?tenant=*&bucket=1d&" + DAY, api.operatorKey())))
                .containsExactlyInAnyOrder("first a 40", "first b 20", "second a 40");
        assertThat(lines(get("/v1/usage?tenant=second&" + DAY, api.operatorKey())))
                .containsExactly("second a 40");
        assertThat(api.send(api.request("/v1/usage?tenant=*")).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @Tag("usage.errors")
    @ValueSource(strings = {"from=yesterday", "to=-1", "bucket=2h", "limit=1001", "from=99999999999999999999"})
    void shouldRefuseWhatItCannotRead(String query) {
        HttpResponse<String> response = api.send(api.request("/v1/usage?" + query));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(RunningApi.json(response).at("/error/param").stringValue()).isEqualTo(query.replaceFirst("=.*", ""));
    }

    private static List<String> lines(JsonNode page) {
        return page.get("data")
                .valueStream()
                .map(entry -> entry.get("tenant").stringValue() + " "
                        + entry.get("model").stringValue() + " " + entry.get("completed"))
                .toList();
    }

    private static JsonNode get(String path, String key) {
        HttpResponse<String> response = api.send(api.request(path, key));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningApi.json(response);
    }
}
