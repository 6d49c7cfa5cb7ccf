package org.argosy.dispatcher.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    @Test
    void shouldSplitLinesWhenEndsDiffer() throws IOException {
        assertThat(read("a\nbb\r\n\n \r\nccc", 10))
                .containsExactly("1@0 a ..2", "2@2 bb ..6", "3@6  ..7 blank", "4@7   ..10 blank", "5@10 ccc ..13");
    }

    @Test
    void shouldGiveNothingWhenTheStreamIsEmpty() throws IOException {
        assertThat(read("", 10)).isEmpty();
    }

    @Test
    void shouldDropAByteOrderMarkOnlyAtTheStart() throws IOException {
        assertThat(read("\uFEFFa\n\uFEFFb\n", 10)).containsExactly("1@3 a ..5", "2@5 \uFEFFb ..10");
        assertThat(read("\uFEFF", 10)).containsExactly("1@3  ..3 blank");
    }

    @Test
    void shouldPassOverALineWhenItIsTooLong() throws IOException {
        String line = "x".repeat(11);
        assertThat(read("a\n" + line + "\nb\n" + "y".repeat(10) + "\r\n" + "z".repeat(5_000), 10))
                .containsExactly(
                        "1@0 a ..2", "2 too long ..14", "3@14 b ..16", "4@16 yyyyyyyyyy ..28", "5 too long ..5028");
    }

    @Test
    void shouldHoldNoMoreThanALineWhenALineNeverEnds() throws IOException {
        InputStream endless = new InputStream() {
            private long left = 200_000_000;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                left -= length;
                return length;
            }
        };
        LineReader reader = new LineReader(endless, 1_000);
        assertThat(reader.next()).isTrue();
        assertThat(reader.tooLong()).isTrue();
        assertThat(reader.buffer().length).isLessThan(2_000);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void shouldCountFromWhereTheStreamStarts() throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream("a\nb".getBytes(UTF_8)), 10, 100, 7);
        reader.next();
        reader.next();
        assertThat(reader.number()).isEqualTo(8);
        assertThat(reader.offset()).isEqualTo(102);
        assertThat(reader.endOffset()).isEqualTo(103);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFindEveryLineWhateverTheReadsGive(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            lines.add("é".repeat(random.nextInt(60)));
        }
        byte[] content = String.join("\n", lines).getBytes(UTF_8);
        InputStream dribble = new ByteArrayInputStream(content) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(50)));
            }
        };
        LineReader reader = new LineReader(dribble, 120);
        List<String> found = new ArrayList<>();
        while (reader.next()) {
            found.add(new String(reader.buffer(), reader.start(), reader.length(), UTF_8));
            assertThat(new String(content, (int) reader.offset(), reader.length(), UTF_8))
                    .isEqualTo(found.getLast());
        }
        assertThat(found).isEqualTo(lines);
    }

    private static List<String> read(String content, int maxLineBytes) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(content.getBytes(UTF_8)), maxLineBytes);
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(
                    reader.tooLong()
                            ? reader.number() + " too long .." + reader.endOffset()
                            : reader.number() + "@" + reader.offset() + " "
                                    + new String(reader.buffer(), reader.start(), reader.length(), UTF_8) + " .."
                                    + reader.endOffset() + (reader.blank() ? " blank" : ""));
        }
        return lines;
    }
}
