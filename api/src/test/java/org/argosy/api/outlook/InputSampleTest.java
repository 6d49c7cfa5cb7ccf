package org.argosy.api.outlook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InputSampleTest {

    @Test
    @Tag("batches.estimate")
    void shouldScaleWhatTheFirstLinesMayCostToTheWholeInput() {
        String line = line("m", 100);
        byte[] head = (line + line + line.substring(0, 20)).getBytes(UTF_8);

        InputSample sample = InputSample.of(head, line.length() * 1_000L).orElseThrow();

        int body = line.length() - "{\"body\":}\n".length();
        assertThat(sample.model()).isEqualTo("m");
        assertThat(sample.tokens()).isEqualTo((body / 4 + 100) * 1_000L);
    }

    @Test
    void shouldTakeALastLineWithoutItsEnd() {
        byte[] all = line("m", 8).strip().getBytes(UTF_8);

        assertThat(InputSample.of(all, all.length)).isPresent();
    }

    @Test
    void shouldSayNothingOfWhatItCannotJudge() {
        for (String head : new String[] {"", "{", "no json\n", "{}\n", line("a", 1) + line("b", 1), line("", 1)}) {
            assertThat(InputSample.of(head.getBytes(UTF_8), 1_000_000)).as(head).isEmpty();
        }
    }

    private static String line(String model, int maxTokens) {
        return "{\"body\":{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens + "}}\n";
    }
}
