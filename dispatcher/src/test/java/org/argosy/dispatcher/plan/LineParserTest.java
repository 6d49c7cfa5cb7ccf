package org.argosy.dispatcher.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Random;
import org.argosy.dispatcher.plan.LineParser.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineParserTest {

    private static final JsonMapper ORACLE = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(JsonScanner.MAX_DEPTH)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final LineParser parser = new LineParser();

    @Test
    void shouldFindSpansWhenTextIsMultibyteAndEscaped() {
        String line = """
                 { "custom_id" : "é\\"𝄞\\u00e9" ,"method":"POST", "url":"/v1/x","body": { "a":[{"model":"no"}], "model" :"m\\/1","stream": true ,"max_tokens":17} }\t""";
        byte[] bytes = ("xx" + line + "yy").getBytes(UTF_8);

        Verdict verdict = parser.parse(bytes, 2, bytes.length - 4);

        assertThat(verdict).isEqualTo(Verdict.OBJECT);
        assertThat(parser.customId().text()).isEqualTo("é\"𝄞é");
        assertThat(parser.model().text()).isEqualTo("m/1");
        assertThat(text(bytes, parser.model())).isEqualTo("\"m\\/1\"");
        assertThat(text(bytes, parser.stream())).isEqualTo("true");
        assertThat(text(bytes, parser.body())).startsWith("{ \"a\"").endsWith("17}");
        assertThat(parser.estimatedTokens()).isEqualTo(parser.body().length() / 4 + 17);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "{}}",
                "{} {}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":NaN}",
                "{\"a\":'x'}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":tru}",
                "{\"a\":\"b}",
                "{\"a\":[1,]}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "[1",
                "nul",
                "{\"a\":-}",
                "// c",
                "{\"a\":1}x"
            })
    void shouldRefuseWhenLineIsNotJson(String line) {
        assertThat(parse(line)).isEqualTo(Verdict.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "1", "-0.5e+7", "true", "null", " [1, {\"custom_id\":\"x\"}] "})
    void shouldSayNotAnObjectWhenLineIsAnotherValue(String line) {
        assertThat(parse(line)).isEqualTo(Verdict.NOT_AN_OBJECT);
        assertThat(parser.customId().present()).isFalse();
    }

    @Test
    void shouldSayTooDeepWhenALineIsAllBrackets() {
        assertThat(parse("[".repeat(100_000))).isEqualTo(Verdict.TOO_DEEP);
        assertThat(parse("{\"a\":".repeat(100_000))).isEqualTo(Verdict.TOO_DEEP);
        assertThat(parse("{\"body\":" + "[".repeat(499) + "]".repeat(499) + "}"))
                .isEqualTo(Verdict.OBJECT);
        assertThat(parse("{\"body\":" + "[".repeat(500) + "]".repeat(500) + "}"))
                .isEqualTo(Verdict.TOO_DEEP);
    }

    @Test
    void shouldRefuseBytesWhenTheyAreNotUtf8() {
        int[][] bad = {
            {0xFF},
            {0xC0, 0xAF},
            {0xED, 0xA0, 0x80},
            {0xF4, 0x90, 0x80, 0x80},
            {0xE2, 0x82},
            {0x80},
            {0xF0, 0x80, 0x80, 0x80}
        };
        for (int[] sequence : bad) {
            byte[] line = new byte[sequence.length + 11];
            Arrays.fill(line, (byte) ' ');
            System.arraycopy("{\"a\":\"".getBytes(UTF_8), 0, line, 0, 6);
            for (int i = 0; i < sequence.length; i++) {
                line[6 + i] = (byte) sequence[i];
            }
            line[6 + sequence.length] = '"';
            line[7 + sequence.length] = '}';
            assertThat(parser.parse(line, 0, line.length))
                    .as(Arrays.toString(sequence))
                    .isEqualTo(Verdict.NOT_UTF8);
        }
    }

    @Test
    void shouldTellTheMemberWhenItComesTwice() {
        assertThat(parse("{\"custom_id\":\"a\",\"x\":1,\"x\":2,\"custom_id\":\"b\"}"))
                .isEqualTo(Verdict.OBJECT);
        assertThat(parser.duplicate()).isEqualTo("custom_id");
        assertThat(parser.customId().text()).isEqualTo("a");
        parse("{\"body\":{\"model\":\"a\",\"mod\\u0065l\":\"b\"}}");
        assertThat(parser.duplicate()).isEqualTo("body.model");
        parse("{\"body\":{\"model\":\"a\"},\"body\":{\"model\":\"b\"}}");
        assertThat(parser.duplicate()).isEqualTo("body");
        parse("{\"model\":1,\"body\":{\"model\":\"a\"}}");
        assertThat(parser.duplicate()).isNull();
    }

    @Test
    void shouldForgetTheLineBeforeWhenAnotherIsParsed() {
        parse("{\"custom_id\":\"a\",\"body\":{\"model\":\"m\",\"stream\":true}}");
        parse("{\"body\":[]}");
        assertThat(parser.customId().present()).isFalse();
        assertThat(parser.model().present()).isFalse();
        assertThat(parser.stream().present()).isFalse();
        assertThat(parser.body().kind()).isEqualTo("an array");
    }

    @Test
    void shouldTakeNumbersAndStringsOfAnyLength() {
        String digits = "7".repeat(1_000_000);
        assertThat(parse("{\"body\":{\"max_tokens\":" + digits + ",\"n\":\"" + digits + "\"},\"" + digits + "\":1}"))
                .isEqualTo(Verdict.OBJECT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldAgreeWithJacksonOnRandomLines(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            byte[] line = new RandomJson(random).line().getBytes(UTF_8);
            if (random.nextInt(3) == 0) {
                line[random.nextInt(line.length)] = (byte) "{}[]\",:\\ue0-x".charAt(random.nextInt(13));
            }
            agree(line);
        }
    }

    private void agree(byte[] line) {
        String shown = new String(line, UTF_8);
        Verdict verdict = parser.parse(line, 0, line.length);
        if (!isUtf8(line)) {
            assertThat(verdict).as(shown).isEqualTo(Verdict.NOT_UTF8);
            return;
        }
        JsonNode tree;
        try {
            tree = ORACLE.readTree(line);
        } catch (JacksonException e) {
            assertThat(verdict).as(shown).isEqualTo(Verdict.NOT_JSON);
            return;
        }
        assertThat(verdict).as(shown).isEqualTo(tree.isObject() ? Verdict.OBJECT : Verdict.NOT_AN_OBJECT);
        if (parser.duplicate() == null && tree.isObject()) {
            same(line, parser.customId(), tree.path("custom_id"));
            same(line, parser.method(), tree.path("method"));
            same(line, parser.url(), tree.path("url"));
            same(line, parser.body(), tree.path("body"));
            same(line, parser.model(), tree.path("body").path("model"));
            same(line, parser.stream(), tree.path("body").path("stream"));
        }
    }

    private static boolean isUtf8(byte[] line) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void same(byte[] line, Member member, JsonNode node) {
        assertThat(member.present()).as(new String(line, UTF_8)).isEqualTo(!node.isMissingNode());
        if (member.present()) {
            assertThat(ORACLE.readTree(line, member.start(), member.length())).isEqualTo(node);
            if (node.isString()) {
                assertThat(member.text()).isEqualTo(node.stringValue());
            }
        }
    }

    private Verdict parse(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return parser.parse(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, Member member) {
        return new String(bytes, member.start(), member.length(), UTF_8);
    }
}
