package org.argosy.ops.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalSizeTest {

    @Test
    void shouldCutWhatDoesNotFitAndSayHowMuch() {
        TerminalSize size = new TerminalSize(3, 20);

        assertThat(size.fit(List.of("a", "b", "c".repeat(30)))).containsExactly("a", "b", "c".repeat(20));
        assertThat(size.fit(List.of("a", "b", "c", "d"))).containsExactly("a", "b", "… and 2 more lines");
    }

    @Test
    void shouldFitEverythingWhenTheSizeIsUnknown() {
        assertThat(TerminalSize.parse("24 80\n")).isEqualTo(new TerminalSize(24, 80));
        assertThat(TerminalSize.parse("0 0")).isEqualTo(TerminalSize.UNKNOWN);
        assertThat(TerminalSize.parse("")).isEqualTo(TerminalSize.UNKNOWN);
        assertThat(TerminalSize.UNKNOWN.fit(List.of("a", "b"))).containsExactly("a", "b");
    }

    @Test
    void shouldAlignNumbersOnTheRight() {
        assertThat(Table.lines(List.of(
                        List.of("NAME", "DONE", "LEFT"),
                        List.of("a", "5/10", "?"),
                        List.of("bb", "1,234/2,000", "9.0 s"))))
                .containsExactly("NAME         DONE   LEFT", "a            5/10      ?", "bb    1,234/2,000  9.0 s");
    }
}
