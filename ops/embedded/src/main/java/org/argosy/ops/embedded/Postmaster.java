package org.argosy.ops.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The server process that {@code postmaster.pid} of a database directory names. The number alone proves nothing,
 * since a crash leaves the file and the system gives the number to somebody else, so the process itself is looked at.
 */
final class Postmaster {

    private static final String PID_FILE = "postmaster.pid";

    private Postmaster() {}

    /** The live PostgreSQL server of this directory, whoever started it. */
    static Optional<ProcessHandle> find(Path data) throws IOException {
        return named(data).filter(process -> serves(process, data));
    }

    /**
     * Removes a file whose number now belongs to a process that is no PostgreSQL of this directory: PostgreSQL
     * itself cannot tell and would refuse to start. A file whose process is dead is left to PostgreSQL, which also
     * checks with it that no backend of the dead server lives on.
     */
    static boolean removeIfMisleading(Path data) throws IOException {
        Optional<ProcessHandle> named = named(data);
        if (named.isPresent() && !serves(named.get(), data)) {
            return Files.deleteIfExists(data.resolve(PID_FILE));
        }
        return false;
    }

    private static Optional<ProcessHandle> named(Path data) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve(PID_FILE));
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(ProcessHandle::isAlive);
        } catch (NoSuchFileException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** A PostgreSQL server has its data directory as working directory; where that cannot be read its command line must name it. */
    private static boolean serves(ProcessHandle process, Path data) {
        try {
            Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd");
            if (Files.exists(workingDirectory)) {
                return process.info().command().orElse("").contains("postgres")
                        && Files.isSameFile(workingDirectory, data);
            }
        } catch (IOException _) {
            return namesIt(process, data);
        }
        return namesIt(process, data);
    }

    private static boolean namesIt(ProcessHandle process, Path data) {
        String command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(data.toString());
    }
}
