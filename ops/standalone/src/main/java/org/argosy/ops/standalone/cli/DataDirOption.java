package org.argosy.ops.standalone.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the platform's data is. */
final class DataDirOption {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Data directory of the platform; ARGOSY_DATA_DIR sets it too. Default: ~/.argosy.")
    private Optional<Path> dataDir = Optional.empty();

    /** What the command line or the environment says. */
    Optional<Path> given() {
        return dataDir.or(() -> Optional.ofNullable(System.getenv("ARGOSY_DATA_DIR"))
                        .filter(text -> !text.isBlank())
                        .map(Path::of))
                .map(DataDirOption::expand);
    }

    Path orDefault() {
        return given().orElseGet(() -> expand(Path.of("~/.argosy")));
    }

    /** A leading {@code ~} is the home directory, in a configuration file as in a shell. */
    static Path expand(Path path) {
        Path expanded = path.startsWith("~")
                ? Path.of(System.getProperty("user.home")).resolve(Path.of("~").relativize(path))
                : path;
        return expanded.toAbsolutePath().normalize();
    }
}
