package org.argosy.ops.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;
import org.junit.jupiter.api.Test;

/** Holds docs/api.md against the tests: each row that promises something names tests, and these are there. */
class ApiTableTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern ROW =
            Pattern.compile("^\\|[^|]*\\| (same|extended|different) \\|.*\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([a-z0-9.-]+)`");

    @Test
    void shouldHaveATestForEachRow() throws IOException {
        String table = Files.readString(ROOT.resolve("docs/api.md"));
        List<MatchResult> rows = ROW.matcher(table).results().toList();

        assertThat(rows).hasSizeGreaterThan(60);
        assertThat(rows)
                .filteredOn(row -> row.group(1).equals("same"))
                .allSatisfy(row -> assertThat(names(row)).as(row.group()).isNotEmpty());
        assertThat(rows.stream().flatMap(row -> names(row).stream()).collect(Collectors.toSet()))
                .isSubsetOf(tags());
    }

    private static List<String> names(MatchResult row) {
        return NAME.matcher(row.group(2)).results().map(name -> name.group(1)).toList();
    }

    /** Tags of all test methods. */
    private static Set<String> tags() {
        List<Path> tests = Stream.of("storage", "api", "dispatcher", "workers", "ops/standalone")
                .map(module -> ROOT.resolve(module).resolve("target/test-classes"))
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter()
                .importPaths(tests).stream()
                        .flatMap(type -> type.getMethods().stream())
                        .flatMap(ApiTableTest::tags)
                        .collect(Collectors.toSet());
    }

    private static Stream<String> tags(JavaMethod method) {
        Stream<String> one = method.tryGetAnnotationOfType(Tag.class).stream().map(Tag::value);
        Stream<String> several = method.tryGetAnnotationOfType(Tags.class).stream()
                .flatMap(tags -> Arrays.stream(tags.value()))
                .map(Tag::value);
        return Stream.concat(one, several);
    }
}
