package org.argosy.ops.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.argosy.ops.standalone.config.ConfigLoader;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show works: each configuration is one, and each command line is understood. */
class DocsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("^(?:\\./)?argosy ([^#|>&\\n]*)", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    record Block(Path document, String language, String text) {

        @Override
        public String toString() {
            return document + ": " + text.lines().findFirst().orElse("");
        }
    }

    static Stream<Block> configurations() throws IOException {
        List<Block> found = new ArrayList<>(blocks());
        found.removeIf(block ->
                !block.language().equals("yaml") || !block.text().strip().startsWith("argosy:"));
        for (Path file : files(".yaml")) {
            found.add(new Block(file, "yaml", Files.readString(file)));
        }
        return found.stream();
    }

    static Stream<String> commandLines() throws IOException {
        return blocks().stream()
                .flatMap(block -> COMMAND.matcher(block.text()).results())
                .map(match -> match.group(1).strip())
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void shouldLoadEachConfigurationShown(Block block) throws IOException {
        Path file = Files.writeString(directory.resolve("argosy.yaml"), block.text());

        assertThatCode(() -> new ConfigLoader(placeholders(block.text())).load(file))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("commandLines")
    void shouldUnderstandEachCommandShown(String line) {
        assertThat(Argosy.commandLine()
                        .parseArgs(line.replaceAll("\\$[A-Z_]+", "1").split("\\s+"))
                        .subcommand())
                .isNotNull();
    }

    private static Map<String, String> placeholders(String text) {
        Map<String, String> values = new java.util.HashMap<>();
        Matcher matcher = Pattern.compile("\\$\\{([A-Z_]+)}").matcher(text);
        while (matcher.find()) {
            values.put(matcher.group(1), "x");
        }
        return values;
    }

    private static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path file : files(".md")) {
            Matcher matcher = BLOCK.matcher(Files.readString(file));
            while (matcher.find()) {
                blocks.add(new Block(file, matcher.group(1), matcher.group(2)));
            }
        }
        return blocks;
    }

    private static List<Path> files(String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder :
                List.of(".", "docs", "docs/examples", "docs/adr", "ops/bench", "ops/simulator", "ops/standalone")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(suffix)).forEach(found::add);
            }
        }
        return found;
    }
}
