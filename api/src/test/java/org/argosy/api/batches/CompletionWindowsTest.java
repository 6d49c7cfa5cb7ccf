package org.argosy.api.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionWindowsTest {

    @ParameterizedTest
    @CsvSource({"24h, PT24H", "1h, PT1H", "7d, P7D", "3600s, PT1H", "61m, PT61M", "168h, PT168H"})
    void shouldReadWindowsWithinTheBounds(String window, Duration length) {
        assertThat(CompletionWindows.defaults().parse(window)).contains(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "24",
                "24H",
                "24 h",
                "-1h",
                "0h",
                "1.5h",
                "59m",
                "8d",
                "169h",
                "1w",
                "9999999999d",
                "٢٤h"
            })
    void shouldRefuseOtherWindows(String window) {
        assertThat(CompletionWindows.defaults().parse(window)).isEmpty();
    }

    @Test
    void shouldKnowOneWindowWhenItIsOpenAis() {
        assertThat(CompletionWindows.openai().parse("24h")).contains(Duration.ofHours(24));
        assertThat(CompletionWindows.openai().parse("1d")).isEmpty();
        assertThat(CompletionWindows.openai().rule()).isEqualTo("Value must be '24h'.");
    }

    @Test
    void shouldRefuseBoundsThatCross() {
        assertThatThrownBy(() -> new CompletionWindows(Duration.ofDays(2), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
