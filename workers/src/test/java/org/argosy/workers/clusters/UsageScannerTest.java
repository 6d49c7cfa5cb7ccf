package org.argosy.workers.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.argosy.schemas.avro.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageScannerTest {

    private static final String CHAT = """
            {"id":"chatcmpl-1","created":1700000000.25,"choices":[{"id":"inner","usage":{"prompt_tokens":99}}],
             "usage":{"prompt_tokens":12,"completion_tokens":30,"total_tokens":42,"time_to_first_token":0.5,
              "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":7}},
             "response_time":1.5}""";

    @Test
    void shouldReadAChatCompletionsUsage() {
        UsageScanner scanner = scanned(CHAT);

        assertThat(scanner.id()).contains("chatcmpl-1");
        assertThat(scanner.usage()).isEqualTo(new TokenUsage(12L, 4L, 30L, 7L, 42L));
    }

    @Test
    void shouldReadAResponsesUsage() {
        assertThat(scanned("{\"usage\":{\"input_tokens\":3,\"output_tokens\":5}}")
                        .usage())
                .isEqualTo(new TokenUsage(3L, 0L, 5L, 0L, 8L));
    }

    @Test
    void shouldTakeCountsNoLowerThanNoneAndNoHigherThanAnyAnswerHas() {
        assertThat(scanned("{\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":9000000000000000000}}")
                        .usage())
                .isEqualTo(new TokenUsage(0L, 0L, 1_000_000_000L, 0L, 1_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "null",
                "[{\"usage\":{\"prompt_tokens\":1}}]",
                "{\"usage\":null}",
                "{\"usage\":7}",
                "{\"data\":{\"usage\":{\"prompt_tokens\":1}}}",
                "<html>502 Bad Gateway</html>",
                "{\"usage\":{\"prompt_tokens\":1}, broken"
            })
    void shouldFindNoUsageWhereThereIsNone(String answer) {
        assertThat(scanned(answer).usage()).isNull();
    }

    @Test
    void shouldGiveTheSameBytesAndFindTheSameWhenAnAnswerStreamsThrough() throws IOException {
        Random random = new Random(1);
        byte[] answer = CHAT.getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 50; round++) {
            UsageScanner scanner = new UsageScanner();
            byte[] passed = new byte[answer.length];
            try (var in = scanner.tee(new ByteArrayInputStream(answer))) {
                int at = 0;
                while (at < passed.length) {
                    at += in.read(passed, at, Math.min(passed.length - at, 1 + random.nextInt(40)));
                }
            }

            assertThat(passed).isEqualTo(answer);
            assertThat(scanner.usage()).isEqualTo(new TokenUsage(12L, 4L, 30L, 7L, 42L));
        }
    }

    private static UsageScanner scanned(String answer) {
        UsageScanner scanner = new UsageScanner();
        scanner.scan(answer.getBytes(StandardCharsets.UTF_8));
        return scanner;
    }
}
