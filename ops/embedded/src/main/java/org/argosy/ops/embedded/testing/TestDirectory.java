package org.argosy.ops.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.argosy.ops.embedded.DataDirectoryInUseException;
import org.argosy.ops.embedded.DataDirectoryLock;
import org.argosy.ops.embedded.EmbeddedPostgres;
import org.argosy.ops.embedded.EmbeddedServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A locked temporary directory. Making one also clears away those whose JVM was killed, with the PostgreSQL server
 * that such a JVM leaves running.
 */
record TestDirectory(Path path, DataDirectoryLock lock) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TestDirectory.class);
    private static final String PREFIX = "argosy-test-";
    private static final Duration SETTLED = Duration.ofMinutes(1);

    static TestDirectory create() {
        try {
            Path path = Files.createTempDirectory(PREFIX);
            clearAbandoned(path.resolveSibling("."));
            return new TestDirectory(path, DataDirectoryLock.acquire(path));
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary directory for the embedded test services", e);
        }
    }

    @Override
    public void close() {
        lock.close();
        try {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("The test directory " + path + " could not be deleted", e);
        }
    }

    private static void clearAbandoned(Path parent) throws IOException {
        Instant limit = Instant.now().minus(SETTLED);
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path directory : directories) {
                if (Files.getLastModifiedTime(directory).toInstant().isBefore(limit)) {
                    clear(directory);
                }
            }
        }
    }

    private static void clear(Path directory) {
        try (TestDirectory abandoned = new TestDirectory(directory, DataDirectoryLock.acquire(directory))) {
            Path postgres = abandoned.path().resolve("postgres");
            if (Files.isDirectory(postgres)) {
                EmbeddedPostgres.stopLeftover(postgres);
            }
        } catch (DataDirectoryInUseException e) {
            LOG.atDebug().setCause(e).log("Another JVM runs its tests there");
        } catch (EmbeddedServiceException | UncheckedIOException e) {
            LOG.atWarn().addKeyValue("directory", directory).setCause(e).log("Could not clear an abandoned directory");
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
