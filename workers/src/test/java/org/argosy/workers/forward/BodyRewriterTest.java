package org.argosy.workers.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.schemas.avro.Span;
import org.argosy.schemas.avro.WorkItem;
import org.argosy.workers.clusters.RequestBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyRewriterTest {

    private static final String MODEL = "openai/gpt-oss-120b";

    @Test
    void shouldChangeNothingWhenTheNamesAreTheSame() {
        String body = " {\"model\" :\t\"" + MODEL + "\", \"stream\": false , \"x\":1.50e+3}\r";

        assertThat(sent(MODEL, body)).isEqualTo(body);
    }

    @Test
    void shouldPutTheRemoteNameAndNothingElse() {
        assertThat(sent("gpt-oss-120b", "{ \"model\": \"" + MODEL + "\",\"seed\":1 }"))
                .isEqualTo("{ \"model\": \"gpt-oss-120b\",\"seed\":1 }");
    }

    @Test
    void shouldTurnStreamOffWhereverItStands() {
        assertThat(sent("m", "{\"stream\": true,\"model\":\"" + MODEL + "\"}"))
                .isEqualTo("{\"stream\": false,\"model\":\"m\"}");
        assertThat(sent("m", "{\"model\":\"" + MODEL + "\",\"stream\":true}"))
                .isEqualTo("{\"model\":\"m\",\"stream\":false}");
        assertThat(sent(MODEL, "{\"model\":\"" + MODEL + "\",\"stream\":true}"))
                .isEqualTo("{\"model\":\"" + MODEL + "\",\"stream\":false}");
    }

    @Test
    void shouldQuoteARemoteNameThatNeedsIt() {
        assertThat(sent("mödel \"1\"\\", "{\"model\":\"" + MODEL + "\"}"))
                .isEqualTo("{\"model\":\"mödel \\\"1\\\"\\\\\"}");
    }

    @Test
    void shouldSayHowLongTheBodyIsWithoutReadingItWhenItIsStored() {
        String body = "{\"model\":\"" + MODEL + "\",\"stream\":true}";
        WorkItem item = item(body, new BodyRef("bodies/1", 10L, body.length()));

        RequestBody rewritten = new BodyRewriter("m").rewrite(item);

        assertThat(rewritten).isInstanceOf(RequestBody.Stored.class);
        assertThat(rewritten.length()).isEqualTo("{\"model\":\"m\",\"stream\":false}".length());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldEqualPlainReplacementWhateverStandsAround(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            String model = "\"model\":\"" + MODEL + "\"";
            String stream = "\"stream\":true";
            String body = "{" + noise(random) + (random.nextBoolean() ? model : stream + "," + model) + ","
                    + noise(random) + "\"z\":0}";

            assertThat(sent("remote", body))
                    .isEqualTo(body.replace(model, "\"model\":\"remote\"").replace(stream, "\"stream\":false"));
        }
    }

    private static String noise(Random random) {
        return random.ints(random.nextInt(4), 0, 1_000)
                .mapToObj(n -> "\"k" + n + "\" : \"é€" + n + "\", ")
                .collect(Collectors.joining());
    }

    private static String sent(String remote, String body) {
        RequestBody rewritten = new BodyRewriter(remote).rewrite(item(body));
        StringBuilder text = new StringBuilder();
        ByteBuffer all = ByteBuffer.allocate((int) rewritten.length());
        Arrays.stream(((RequestBody.Inline) rewritten).buffers()).forEach(all::put);
        assertThat(all.hasRemaining()).isFalse();
        return text.append(StandardCharsets.UTF_8.decode(all.flip())).toString();
    }

    private static WorkItem item(String body) {
        return item(body, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static WorkItem item(String body, Object carried) {
        Span model = span(body, "\"" + MODEL + "\"", "\"model\"");
        assertThat(model).isNotNull();
        return new WorkItem(
                "batch_1",
                1,
                "request-1",
                "/v1/chat/completions",
                MODEL,
                carried,
                model,
                span(body, "true", "\"stream\""),
                100L,
                Instant.EPOCH,
                1L,
                false);
    }

    private static @Nullable Span span(String body, String value, String name) {
        int member = body.indexOf(name);
        int at = member < 0 ? -1 : body.indexOf(value, member);
        return at < 0
                ? null
                : new Span(
                        body.substring(0, at).getBytes(StandardCharsets.UTF_8).length,
                        value.getBytes(StandardCharsets.UTF_8).length);
    }
}
