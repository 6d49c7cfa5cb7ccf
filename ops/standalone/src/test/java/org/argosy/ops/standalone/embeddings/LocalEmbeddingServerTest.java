package org.argosy.ops.standalone.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalEmbeddingServerTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalEmbeddingServer server;

    @BeforeAll
    void start() throws IOException {
        server = LocalEmbeddingServer.start(0);
    }

    @AfterAll
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void shouldPutLikeTextsNearEachOther() throws Exception {
        var body = embed("\"input\":[\"A cat sits on the mat\",\"A kitten rests on a rug\",\"Interest rates rose\"]");

        assertThat(body.path("data")).hasSize(3);
        float[] cat = vector(body, 0);
        assertThat(cat).hasSize(384);
        assertThat(dot(cat, cat)).isEqualTo(1, within(1e-3));
        assertThat(dot(cat, vector(body, 1))).isGreaterThan(dot(cat, vector(body, 2)) + 0.2);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isBetween(10, 40);
    }

    @Test
    void shouldGiveTheSameVectorInBase64() throws Exception {
        var floats = embed("\"input\":\"hello\"");
        var base64 = embed("\"input\":\"hello\",\"encoding_format\":\"base64\",\"dimensions\":384");

        var decoded = new float[384];
        ByteBuffer.wrap(Base64.getDecoder()
                        .decode(base64.at("/data/0/embedding").asString()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(decoded);
        assertThat(decoded).isEqualTo(vector(floats, 0));
    }

    @Test
    void shouldReadLongTextsWholeAndRefuseWhatIsTooLong() throws Exception {
        var body = embed("\"input\":\"" + "word ".repeat(509) + "\"");
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(509);
        assertThat(vector(body, 0)).isNotEqualTo(vector(embed("\"input\":\"" + "word ".repeat(126) + "\""), 0));

        var refused = post("{\"model\":\"all-minilm-l6-v2\",\"input\":[\"a\",\"" + "word ".repeat(510) + "\"]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("context_length_exceeded", "text 1 of 'input'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"model\":\"gpt\",\"input\":\"a\"'|404|does not exist",
                "'\"model\":\"all-minilm-l6-v2\",\"input\":[1,2]'|400|takes no tokens",
                "'\"model\":\"all-minilm-l6-v2\",\"input\":[[1],[2]]'|400|takes no tokens",
                "'\"model\":\"all-minilm-l6-v2\",\"input\":[]'|400|1 to 2048",
                "'\"model\":\"all-minilm-l6-v2\",\"input\":\"\"'|400|empty text",
                "'\"model\":\"all-minilm-l6-v2\"'|400|'input'",
                "'\"model\":\"all-minilm-l6-v2\",\"input\":\"a\",\"dimensions\":8'|400|384",
                "'\"model\":\"all-minilm-l6-v2\",\"input\":\"a\",\"encoding_format\":\"hex\"'|400|base64",
            })
    void shouldRefuseInTheEnvelopeOfOpenAi(String members, int status, String message) throws Exception {
        var response = post("{" + members + "}");

        assertThat(response.statusCode()).isEqualTo(status);
        var error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("message").asString()).contains(message);
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
    }

    @Test
    void shouldListItsModel() throws Exception {
        var response = http.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + "/models")).build(), BodyHandlers.ofString());
        assertThat(JSON.readTree(response.body()).at("/data/0/id").asString()).isEqualTo("all-minilm-l6-v2");
    }

    private JsonNode embed(String members) throws IOException, InterruptedException {
        var response = post("{\"model\":\"sentence-transformers/all-MiniLM-L6-v2\"," + members + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + "/embeddings"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static float[] vector(JsonNode body, int index) {
        JsonNode numbers = body.path("data").path(index).path("embedding");
        var vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.path(i).asFloat();
        }
        return vector;
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
