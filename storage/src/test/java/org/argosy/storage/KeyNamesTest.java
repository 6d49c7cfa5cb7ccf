package org.argosy.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "physics", "Über alles 😀", "a*", " spaced "})
    void shouldTakeNames(String name) {
        assertThat(KeyNames.problem(name)).isEmpty();
        assertThat(KeyNames.problem("😀".repeat(KeyNames.MAX_LENGTH))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "*", "a\nb", "a\u0000", "\ud83d"})
    void shouldRefuseWhatIsNone(String name) {
        assertThat(KeyNames.problem(name)).isPresent();
        assertThatThrownBy(() -> new ApiKey.Request(name, "a", KeyRole.USER, Optional.empty()))
                .hasMessageContaining("the tenant of a key ");
        assertThatThrownBy(() -> new ApiKey.Request("a", name, KeyRole.USER, Optional.empty()))
                .hasMessageContaining("the name of a key ");
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        assertThat(KeyNames.problem("x".repeat(257))).hasValue("has 257 characters; a name has 256 at most");
    }
}
