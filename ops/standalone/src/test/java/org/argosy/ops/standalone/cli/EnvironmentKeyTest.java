package org.argosy.ops.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentKeyTest {

    @Test
    void shouldTakeAKeyOrNone() {
        assertThat(EnvironmentKey.chosen(Map.of())).isEmpty();
        assertThat(EnvironmentKey.chosen(key(""))).isEmpty();
        assertThat(EnvironmentKey.chosen(key("sk-12345"))).isEqualTo(Optional.of("sk-12345"));
        assertThat(EnvironmentKey.toSend(key("none"))).hasValue("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "sk-1234 5678", "sk-12345678\n", "\tsk-12345678", "sk-ümlaut-12"})
    void shouldRefuseWhiteSpaceAndWhatNoHeaderHolds(String key) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> EnvironmentKey.toSend(key(key)))
                .withMessageStartingWith("ARGOSY_API_KEY has white space")
                .matches(e -> e.exitCode() == 2);
    }

    @Test
    void shouldRefuseAFirstKeyThatIsTooShortOrTooLong() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> EnvironmentKey.chosen(key("sk-mine")))
                .withMessageStartingWith("ARGOSY_API_KEY has 7 characters")
                .matches(e -> e.exitCode() == 2);
        assertThatExceptionOfType(CommandException.class).isThrownBy(() -> EnvironmentKey.chosen(key("x".repeat(513))));
    }

    private static Map<String, String> key(String value) {
        return Map.of("ARGOSY_API_KEY", value);
    }
}
