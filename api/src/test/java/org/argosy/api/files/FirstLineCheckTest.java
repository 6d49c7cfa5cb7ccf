package org.argosy.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLineCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{}\n",
                " {\"a\":[{\"b\":\"\\n}\"}]} \r\nrubbish",
                "\n\n \t\r\n{\"ä\":\"é\"}\n",
                "\ufeff{}\n",
                "{\"a\":1}\n{\"b\":2"
            })
    void shouldPassAnObjectHoweverItIsCut(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            assertThat(check(bytes, size).passed()).as("pieces of " + size).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n\n",
                "x",
                "1\n",
                "null",
                "[{}]",
                "\"{}\"",
                "{}{}\n",
                "{} 1\n",
                "{\n}\n",
                "{\"a\":",
                "{\"a\":tru}\n",
                "{,}\n"
            })
    void shouldNotPassAnythingElse(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= Math.max(1, bytes.length); size++) {
            assertThat(check(bytes, size).passed()).as("pieces of " + size).isFalse();
        }
    }

    @Test
    void shouldFailAsSoonAsItIsPlain() {
        assertThat(check("hello".getBytes(StandardCharsets.UTF_8), 1).failed()).isTrue();
        assertThat(check("{\"a\"".getBytes(StandardCharsets.UTF_8), 1).failed()).isFalse();
    }

    @Test
    void shouldLookAtTheBeginningOfALongLineOnly() {
        byte[] bytes = ("{\"a\":\"" + "x".repeat(3 << 20)).getBytes(StandardCharsets.UTF_8);

        assertThat(check(bytes, 8192).passed()).isTrue();
    }

    private static FirstLineCheck check(byte[] bytes, int size) {
        FirstLineCheck check = new FirstLineCheck();
        for (int at = 0; at < bytes.length; at += size) {
            check.see(bytes, at, Math.min(size, bytes.length - at));
        }
        return check;
    }
}
