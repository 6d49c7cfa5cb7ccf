package org.argosy.ops.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

    private final StringWriter said = new StringWriter();
    private final PrintWriter err = new PrintWriter(said);

    @Test
    void shouldSayInASentenceWhatNobodyExpected() {
        int code = Failures.explain(new IllegalStateException("outer", new ArithmeticException("overflow\nmore")), err);

        assertThat(code).isEqualTo(1);
        assertThat(said.toString())
                .hasLineCount(1)
                .startsWith("argosy: ")
                .contains("ArithmeticException: overflow.", "ARGOSY_DEBUG=1")
                .doesNotContain("\tat ");
        assertThat(Failures.explain(new OutOfMemoryError("Java heap space"), err))
                .isEqualTo(1);
    }

    @Test
    void shouldTellWhatIsWrongWithTheCommandFromWhatFailed() {
        assertThat(Failures.explain(CommandException.unusable("No."), err)).isEqualTo(2);
        assertThat(Failures.explain(CommandException.failed("No."), err)).isEqualTo(1);
        assertThat(Failures.explain(new UncheckedIOException("Cannot write a", new IOException("full")), err))
                .isEqualTo(2);
        assertThat(said.toString()).endsWith("argosy: Cannot write a: full\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --server nonsense",
                "status --server http://",
                "keys create --tenant * --data-dir /nowhere",
                "keys create --tenant a --expires 999999999999d --data-dir /nowhere",
                "keys create --tenant a --expires soon --data-dir /nowhere",
                "keys create --tenant a --name '' --data-dir /nowhere",
                "run --server http://127.0.0.1:1 /nowhere.jsonl",
            })
    void shouldExitWithTwoWhereTheCommandIsWrong(String command) {
        assertThat(Argosy.run(command.replace("''", "").split(" ", -1))).isEqualTo(2);
    }
}
