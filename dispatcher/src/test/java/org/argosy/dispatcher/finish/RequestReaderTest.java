package org.argosy.dispatcher.finish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestReaderTest {

    @Test
    void shouldCountOnlyNewlinesWhenLinesEndInManyWays() {
        assertThat(read(
                        "\ufeff{\"custom_id\":\"a\"}\r\n\n \r\n{\r\"custom_id\":\r\"b\"}\n\r\r\n{\"custom_id\":\"c\"}",
                        1))
                .containsExactly("1 a", "4 b", "6 c");
    }

    @Test
    void shouldTakeTheLinesOwnCustomId() {
        assertThat(read(
                        "{\"body\":{\"custom_id\":\"no\",\"x\":[{\"custom_id\":\"no\"}]},\"custom_id\":\"yes\",\"custom_id\":\"2nd\"}\n",
                        10))
                .containsExactly("10 yes");
    }

    @Test
    void shouldResolveEscapes() {
        assertThat(read("{\"custom\\u005fid\":\"a\\\"\\u00e4\\n\"}\n{\"custom_id\":\"\uD83D\uDE80\"}\n", 1))
                .containsExactly("1 a\"ä\n", "2 \uD83D\uDE80");
    }

    @Test
    void shouldReadNothingWhenThereIsNothing() {
        assertThat(read("", 1)).isEmpty();
        assertThat(read("\n\n", 1)).isEmpty();
    }

    private static List<String> read(String lines, int first) {
        List<String> requests = new ArrayList<>();
        try (RequestReader reader = new RequestReader(new ByteArrayInputStream(lines.getBytes(UTF_8)), first)) {
            while (reader.next()) {
                requests.add(reader.line() + " " + reader.customId());
            }
        }
        return requests;
    }
}
