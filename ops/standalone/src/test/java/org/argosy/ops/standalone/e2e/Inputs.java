package org.argosy.ops.standalone.e2e;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Batch inputs. */
final class Inputs {

    private Inputs() {}

    /** Chat requests {@code line-1} to {@code line-n}, each with its custom id as user. */
    static Path chat(Path file, String model, int lines) throws IOException {
        return chat(file, model, "line", lines);
    }

    /** The same with other custom ids. */
    static Path chat(Path file, String model, String prefix, int lines) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (String id : customIds(prefix, lines)) {
                writer.write(chatLine(id, model, "Count to " + id));
            }
        }
        return file;
    }

    static List<String> customIds(String prefix, int lines) {
        return IntStream.rangeClosed(1, lines).mapToObj(i -> prefix + "-" + i).toList();
    }

    static String chatLine(String customId, String model, String content) {
        return "{\"custom_id\":\"" + customId
                + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"" + model
                + "\",\"user\":\"" + customId + "\",\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\""
                + content + "\"}]}}\n";
    }

    /** A configuration with one cluster that serves the model {@code test}. */
    static Path config(Path file, String baseUrl) throws IOException {
        return Files.writeString(file, """
                argosy:
                  clusters:
                    test: { kind: openai, base-url: "%s", max-concurrency: 64 }
                  models:
                    - id: test
                      endpoints: [/v1/chat/completions]
                      routes: [ { cluster: test } ]
                """.formatted(baseUrl));
    }
}
