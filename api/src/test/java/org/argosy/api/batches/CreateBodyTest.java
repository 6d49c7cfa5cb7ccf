package org.argosy.api.batches;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class CreateBodyTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonMapper INDENTED = JsonMapper.builder()
            .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
            .build();

    /** However a body is nested and indented, its requests are its lines and the rest is the rest. */
    @Test
    void shouldSplitAnyBodyIntoItsRequestsAndTheRest() throws Exception {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            ObjectNode body = JSON.createObjectNode();
            List<JsonNode> requests = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                body.set("m" + i, value(random, 3));
            }
            ArrayNode array = body.putArray("requests");
            for (int i = random.nextInt(5); i > 0; i--) {
                JsonNode request = value(random, 4);
                requests.add(request);
                array.add(request);
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                body.set("n" + i, value(random, 3));
            }
            String text = (random.nextBoolean() ? JSON : INDENTED).writeValueAsString(body);

            CreateBody split = split(text);
            assertThat(split.findRequests()).isTrue();
            String lines = new String(split.requests().readAllBytes(), UTF_8);
            array.removeAll();

            assertThat(lines.lines().map(JSON::readTree).toList())
                    .as("seed %d", seed)
                    .isEqualTo(requests);
            assertThat(JSON.readTree(split.rest())).as("seed %d", seed).isEqualTo(body);
        }
    }

    @Test
    void shouldKeepEachByteButBreaksBetweenTokens() throws Exception {
        CreateBody split = split(
                "{\"a\":{\"requests\":[1]},\"requests\" :\r\n[ {\"n\" :\t1.50e+1,\n \"s\":\"\\u00e9, ] \\\"é\"} ]}");

        assertThat(split.findRequests()).isTrue();
        assertThat(new String(split.requests().readAllBytes(), UTF_8))
                .isEqualTo("{\"n\" :\t1.50e+1, \"s\":\"\\u00e9, ] \\\"é\"}\n");
        assertThat(new String(split.rest(), UTF_8)).isEqualTo("{\"a\":{\"requests\":[1]},\"requests\" :\r\n[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"requests\":{}}",
                "{\"requests\":null}",
                "{\"a\":\"requests\",\"b\":[1]}",
                "[[1]]",
                "{"
            })
    void shouldLeaveABodyWithoutThemAsItIs(String body) throws Exception {
        CreateBody split = split(body);

        assertThat(split.findRequests()).isFalse();
        assertThat(new String(split.rest(), UTF_8)).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"requests\":[1,]}", "{\"requests\":[,1]}", "{\"requests\":[{},{", "{\"requests\":[\"a\nb\"]}"
            })
    void shouldRefuseAnArrayThatIsNone(String body) throws Exception {
        CreateBody split = split(body);
        split.findRequests();

        assertThatThrownBy(() -> split.requests().readAllBytes()).hasMessage("not JSON");
    }

    @Test
    void shouldRefuseARestThatIsTooLarge() {
        assertThatThrownBy(() -> split("{\"a\":\"" + "x".repeat(10_000) + "\"}").findRequests())
                .hasMessage("too large");
    }

    private static CreateBody split(String body) {
        return new CreateBody(
                new ByteArrayInputStream(body.getBytes(UTF_8)),
                5_000,
                () -> new ApiException(new ApiError.BadRequest("too large")),
                () -> new ApiException(new ApiError.BadRequest("not JSON")));
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> JSON.getNodeFactory().numberNode(random.nextInt());
            case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 2, 3 -> JSON.getNodeFactory().stringNode(text(random));
            case 4 -> {
                ArrayNode array = JSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JSON.createObjectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(random.nextInt(4) == 0 ? "requests" : text(random), value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        String alphabet = "ab\"\\[]{},:\n\r\t é語🎉requests";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int at = alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())));
            text.appendCodePoint(alphabet.codePointAt(at));
        }
        return text.toString();
    }
}
