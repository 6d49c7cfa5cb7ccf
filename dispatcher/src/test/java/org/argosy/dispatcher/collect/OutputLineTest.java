package org.argosy.dispatcher.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.argosy.schemas.avro.Answer;
import org.argosy.schemas.avro.Failure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutputLineTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    @Tag("output.line")
    void shouldWriteKeysInOrderWhenAnswered() {
        String line = answered("request-1", 200, "{\"a\":1.50}".getBytes(UTF_8));

        assertThat(line)
                .matches("\\{\"id\":\"batch_req_[0-9a-f]{32}\",\"custom_id\":\"request-1\",\"response\":"
                        + "\\{\"status_code\":200,\"request_id\":\"req_1\",\"body\":\\{\"a\":1.50}},\"error\":null}\n");
    }

    @Test
    @Tag("output.error-answer")
    void shouldKeepErrorNullWhenAnswerIsAnError() {
        JsonNode line = JSON.readTree(answered("x", 400, "{\"error\":{\"code\":\"c\"}}".getBytes(UTF_8)));

        assertThat(line.get("error").isNull()).isTrue();
        assertThat(line.at("/response/status_code").asInt()).isEqualTo(400);
        assertThat(line.at("/response/body/error/code").asString()).isEqualTo("c");
    }

    @Test
    @Tag("output.no-answer")
    void shouldWriteNullResponseWhenNoAnswerCame() {
        LineBuffer out = new LineBuffer();
        OutputLine.putFailure(out, "request-3", new Failure("batch_expired", "Too \"late\"."));

        assertThat(text(out))
                .matches("\\{\"id\":\"batch_req_[0-9a-f]{32}\",\"custom_id\":\"request-3\",\"response\":null,"
                        + "\"error\":\\{\"code\":\"batch_expired\",\"message\":\"Too \\\\\"late\\\\\".\"}}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "quote \" backslash \\ slash /",
                "line\nbreak\r\ttab\b\f\u0000\u001f\u007f",
                "umlaut äöü, euro €, line separator \u2028",
                "emoji \uD83D\uDE80 done",
                ""
            })
    void shouldRoundTripCustomIds(String customId) {
        String line = answered(customId, 200, "{}".getBytes(UTF_8));

        assertThat(JSON.readTree(line).get("custom_id").asString()).isEqualTo(customId);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    }

    @Test
    void shouldReplaceHalfOfASurrogatePair() {
        assertThat(JSON.readTree(answered("a\uD83Db\uDE80", 200, "1".getBytes(UTF_8)))
                        .get("custom_id")
                        .asString())
                .isEqualTo("a\ufffdb\ufffd");
    }

    @Test
    void shouldDropOnlyLineBreaksWhenTheBodyHasSeveralLines() {
        byte[] body = "\n{\r\n  \"text\" : \"a\\nb\",\n  \"n\": [1,\n2 ]\n}\n".getBytes(UTF_8);

        assertThat(answered("x", 200, body))
                .contains("\"body\":{  \"text\" : \"a\\nb\",  \"n\": [1,2 ]}},\"error\":null}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>\n<body>\"502\"</body></html>",
                "{\"a\":1",
                "{\"a\":1} trailing",
                "{\"a\":\"raw\nbreak\"}",
                "{} {}",
                "nul",
                "\ufeff{}"
            })
    @Tag("output.text")
    void shouldWriteAStringWhenTheBodyIsNotJson(String body) {
        String line = answered("x", 502, body.getBytes(UTF_8));

        assertThat(JSON.readTree(line).at("/response/body").asString()).isEqualTo(body);
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    }

    @Test
    void shouldReplaceWhatIsNotUtf8() {
        byte[] body = {'"', 'a', (byte) 0xff, (byte) 0xc3, '"'};

        assertThat(JSON.readTree(answered("x", 200, body)).at("/response/body").asString())
                .isEqualTo("\"a\ufffd\ufffd\"");
    }

    @Test
    void shouldNotTakeUtf16ForJson() {
        byte[] body = "{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);

        assertThat(JSON.readTree(answered("x", 200, body)).at("/response/body").isString())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t"})
    void shouldWriteNullWhenTheBodyIsEmpty(String body) {
        assertThat(answered("x", 200, body.getBytes(UTF_8))).endsWith("\"body\":null},\"error\":null}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"text\"", "null", "true", "[]", "-1.5e300"})
    void shouldKeepAnyJsonValue(String body) {
        assertThat(answered("x", 200, body.getBytes(UTF_8))).endsWith("\"body\":" + body + "},\"error\":null}\n");
    }

    @Test
    void shouldReadABodyFromTheMiddleOfAnArray() {
        LineBuffer out = new LineBuffer();
        ByteBuffer body =
                ByteBuffer.wrap("xx{\"a\":\n1}yy".getBytes(UTF_8), 2, 8).slice();
        OutputLine.putAnswer(out, "x", new Answer(200, "req_1", body), body);

        assertThat(text(out)).contains("\"body\":{\"a\":1}}");
        assertThat(body.remaining()).isEqualTo(8);
    }

    @Test
    void shouldStreamTextAsAJsonStringWhateverTheChunks() throws IOException {
        String text = "a\uD83D\uDE80\"\n".repeat(20_000);
        byte[] json;
        try (InputStream stream = new JsonTextStream(new ByteArrayInputStream(text.getBytes(UTF_8)))) {
            json = stream.readAllBytes();
        }

        assertThat(JSON.readTree(json).asString()).isEqualTo(text);
    }

    @Test
    void shouldStreamJsonOnOneLine() throws IOException {
        byte[] json = "[\n1,\r\n\n\n2\n]\n".getBytes(UTF_8);
        try (InputStream whole = new OneLineStream(new ByteArrayInputStream(json));
                InputStream single = new OneLineStream(new ByteArrayInputStream(json))) {
            assertThat(whole.readAllBytes()).asString(UTF_8).isEqualTo("[1,2]");
            assertThat(single.read()).isEqualTo('[');
            assertThat(single.read()).isEqualTo('1');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,2]}", "<html>", "", "\n", "{} x", "\ufeff{}"})
    void shouldFindTheSameFormInAStream(String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);

        assertThat(BodyForm.of(new ByteArrayInputStream(bytes))).isEqualTo(BodyForm.of(ByteBuffer.wrap(bytes)));
    }

    private static String answered(String customId, int status, byte[] body) {
        LineBuffer out = new LineBuffer();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        OutputLine.putAnswer(out, customId, new Answer(status, "req_1", bytes), bytes);
        return text(out);
    }

    private static String text(LineBuffer out) {
        return new String(out.toByteArray(), UTF_8);
    }
}
