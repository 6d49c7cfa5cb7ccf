package org.argosy.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description of the API, beside the running server. Every response of every test here is held against it too. */
class OpenApiIT {

    private static final ApiDescription DESCRIPTION = ApiDescription.load();

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
    @Tag("server.openapi")
    void shouldServeItWithoutAKey() {
        HttpResponse<String> response = api.send(api.keyless("/openapi.json"));

        assertThat(RunningApi.json(response)).isEqualTo(DESCRIPTION.document());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    @Tag("server.openapi")
    void shouldDescribeEveryRouteAndNoOther() {
        List<String> served = api.routes().stream()
                .map(route -> route.replaceAll("\\{[^}]*}", "{}"))
                .toList();

        assertThat(DESCRIPTION.operations())
                .extracting(ApiDescription.Operation::route)
                .containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void shouldNameEachOperationOnceAndEachVariableOfItsPath() {
        assertThat(DESCRIPTION.operations())
                .extracting(o -> o.node().get("operationId").stringValue())
                .doesNotHaveDuplicates();
        assertThat(DESCRIPTION.operations())
                .allSatisfy(o -> assertThat(o.parameters("path"))
                        .extracting(p -> "{" + p.get("name").stringValue() + "}")
                        .hasSize((int) o.path().chars().filter(c -> c == '{').count())
                        .allSatisfy(name -> assertThat(o.path()).contains(name)));
    }

    @Test
    void shouldReferToNothingThatIsMissing() {
        assertThat(DESCRIPTION.document().findValues("$ref"))
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(DESCRIPTION
                                .document()
                                .at(ref.stringValue().substring(1))
                                .isObject())
                        .as(ref.toString())
                        .isTrue());
    }

    @Test
    void shouldTellGoodValuesFromBadOnes() {
        JsonNode batch = RunningApi.JSON.readTree(
                "{\"input_file_id\":\"f\",\"endpoint\":\"/v1/responses\",\"completion_window\":\"24h\"}");
        JsonNode bad = RunningApi.JSON.readTree("{\"input_file_id\":\"f\"}");

        assertThat(DESCRIPTION.conforms(DESCRIPTION.schema("CreateBatchRequest"), batch))
                .isTrue();
        assertThat(DESCRIPTION.conforms(DESCRIPTION.schema("CreateBatchRequest"), bad))
                .isFalse();
    }
}
