package org.argosy.ops.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputFileTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"custom_id\":\"a\",\"url\":\"/v1/embeddings\"}\nnot json",
                "\n{\"body\":{\"url\":\"/other\",\"x\":[1,{}]},\"url\":\"/v1/embeddings\"}",
                "\uFEFF{\"url\":\"/v1/embeddings\", broken"
            })
    void shouldReadTheUrlOfTheFirstRequest(String content) throws IOException {
        assertThat(InputFile.of(file(content)).endpoint()).isEqualTo("/v1/embeddings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "[]", "{}", "{\"url\":5}", "{\"body\":{\"url\":\"/v1/embeddings\"}}"})
    void shouldSayWhatIsMissingWhenThereIsNoUrl(String content) throws IOException {
        InputFile input = InputFile.of(file(content));

        assertThatThrownBy(input::endpoint)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no batch request with a url");
    }

    @Test
    void shouldRefuseADirectory() {
        assertThatThrownBy(() -> InputFile.of(directory)).hasMessageContaining("Cannot read the input");
    }

    @Test
    void shouldPutResultsBesideTheInput() {
        assertThat(InputFile.beside(Path.of("a", "b.jsonl"), "output")).isEqualTo(Path.of("a", "b.output.jsonl"));
        assertThat(InputFile.beside(Path.of("b"), "errors")).isEqualTo(Path.of("b.errors.jsonl"));
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("in.jsonl"), content);
    }
}
