package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What runs now, as operators and as tenants see it. */
class OverviewIT {

    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    @Tag("server.overview")
    void shouldShowOperatorsAllAndATenantItsOwn() {
        LiveBatch batch = LiveBatch.create(api).start(10).finish(1, 2, -3);
        LiveBatch.create(api).start(1).finish(1).end();
        api.database().jdbi().useHandle(h -> {
            h.execute(
                    "insert into lane (batch_id, model, lines, estimated_tokens, published_lines)"
                            + " values (?, 'minilm', 10, 10, 4)",
                    batch.id().value());
            h.execute(
                    "update progress set recent_lines = 30, recent_tokens = 3000, updated_at = now()"
                            + " where batch_id = ?",
                    batch.id().value());
        });

        JsonNode all = overview(api.operatorKey());
        JsonNode own = overview(api.key());
        JsonNode others = overview(api.otherKey());

        for (JsonNode seen : new JsonNode[] {all, own}) {
            assertThat(seen.get("batches")).hasSize(1);
            assertThat(seen.at("/batches/0/batch/id").stringValue())
                    .isEqualTo(batch.id().value());
            assertThat(seen.at("/batches/0/tenant").stringValue()).isEqualTo("first");
            JsonNode tenant = seen.at("/tenants/0");
            assertThat(tenant.get("name").stringValue()).isEqualTo("first");
            assertThat(tenant.get("owed").longValue()).isEqualTo(7);
            for (String rate : new String[] {"lines_per_second", "tokens_per_second"}) {
                assertThat(tenant.get(rate).doubleValue())
                        .as("the %s of its only batch", rate)
                        .isPositive()
                        .isCloseTo(seen.at("/batches/0/batch/argosy/" + rate).doubleValue(), withinPercentage(1));
            }
            JsonNode model = model(seen, "minilm");
            assertThat(model.get("unsent").longValue()).isEqualTo(6);
            assertThat(model.get("state").stringValue()).isEqualTo("unknown");
        }
        assertThat(others.get("batches")).isEmpty();
        assertThat(others.get("tenants")).isEmpty();
        assertThat(model(others, "minilm").get("unsent").longValue()).isZero();
        assertThat(others.get("clusters").findValuesAsString("id")).containsExactly("local", "metis", "sophia");
    }

    private static JsonNode model(JsonNode overview, String id) {
        return overview.get("models")
                .valueStream()
                .filter(m -> m.get("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode overview(String key) {
        HttpResponse<String> response = api.send(api.request("/v1/overview", key));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return RunningApi.json(response);
    }
}
