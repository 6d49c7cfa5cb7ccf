package org.argosy.ops.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.argosy.ops.standalone.cli.Argosy;

/** The {@code argosy} command as a child process, with the classes under test. */
final class Commands {

    /** What a command left behind. */
    record Result(int exitCode, String out, String err) {}

    private Commands() {}

    static ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                        .orElseGet(() -> System.getProperty("java.class.path")),
                Argosy.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("ARGOSY_"));
        return builder;
    }

    static Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("argosy-out", ".txt");
        Path err = Files.createTempFile("argosy-err", ".txt");
        ProcessBuilder builder =
                builder(List.of(arguments)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
