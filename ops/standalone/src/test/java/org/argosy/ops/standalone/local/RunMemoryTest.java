package org.argosy.ops.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunMemoryTest {

    private static final List<String> COMMAND = List.of("http://a", "in.jsonl", "24h");

    @TempDir
    private Path data;

    @Test
    void shouldGoOnWithWhatTheSameCommandSubmitted() {
        String call;
        try (RunMemory first = open(COMMAND)) {
            assertThat(first.batch()).isEmpty();
            call = first.call();
        }
        try (RunMemory second = open(COMMAND)) {
            assertThat(second.call()).as("killed before it had an answer").isEqualTo(call);
            second.submitted("batch_1");
        }
        try (RunMemory third = open(COMMAND);
                RunMemory other = open(List.of("http://b", "in.jsonl", "24h"))) {
            assertThat(third.batch()).hasValue("batch_1");
            assertThat(other.batch()).isEmpty();
            third.forget();
        }
        try (RunMemory anew = open(COMMAND)) {
            assertThat(anew.batch()).isEmpty();
            assertThat(anew.call()).isNotEqualTo(call);
        }
    }

    @Test
    void shouldBelongToOneProcessAtATime() {
        try (RunMemory first = open(COMMAND)) {
            assertThat(RunMemory.open(data, COMMAND)).isEmpty();
            first.submitted("batch_1");
        }
        open(COMMAND).close();
    }

    @Test
    void shouldBeginAnewWhereAFileIsTorn() throws IOException {
        try (RunMemory first = open(COMMAND)) {
            first.submitted("batch_1");
        }
        try (Stream<Path> files = Files.list(data.resolve("runs"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{\"call\":\"a");
            }
        }
        try (RunMemory anew = open(COMMAND)) {
            assertThat(anew.batch()).isEmpty();
        }
    }

    private RunMemory open(List<String> command) {
        return RunMemory.open(data, command).orElseThrow();
    }
}
