package org.argosy.ops.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code initdb} and {@code pg_ctl} and waits for them. PostgreSQL refuses to run as root, so root runs it in a
 * user namespace of its own ({@code unshare -U}), where it is nobody in particular but still owns its files.
 */
final class PostgresPrograms {

    private final Path tree;
    private final boolean root;

    PostgresPrograms(Path tree) {
        this.tree = tree;
        this.root = "root".equals(System.getProperty("user.name"));
    }

    /** What a program answered: its exit code and all it printed. */
    record Result(int code, String output) {
        boolean succeeded() {
            return code == 0;
        }
    }

    /**
     * Blocks until the program ends.
     *
     * @param directory where it runs and where its output is kept meanwhile
     */
    Result run(Duration limit, Path directory, String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(tree.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        // A file and not a pipe: a postmaster that pg_ctl leaves behind would keep the pipe open.
        Path output = Files.createTempFile(directory, program + "-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedServiceException(program + " of the embedded PostgreSQL in " + directory
                        + " did not end within " + limit.toSeconds() + " s");
            }
            String text = Files.readString(output, StandardCharsets.UTF_8).strip();
            if (root && text.contains("unshare")) {
                throw new EmbeddedServiceException("PostgreSQL does not run as root, and this system does not let root"
                        + " make a user namespace (" + text + "). Run Argosy as an ordinary user, or use a PostgreSQL"
                        + " server of your own (argosy.database).");
            }
            return new Result(process.exitValue(), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServiceException("Interrupted while " + program + " ran in " + directory, e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
