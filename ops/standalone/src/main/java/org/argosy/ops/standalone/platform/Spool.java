package org.argosy.ops.standalone.platform;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory in which uploads wait for their turn. What a killed process left there is worth nothing. */
final class Spool {

    private static final String NAME = "spool";

    private Spool() {}

    /** The directory, empty. To be called by the one process on the data directory. */
    static Path clear(Path dataDirectory) {
        Path spool = dataDirectory.resolve(NAME);
        try {
            Files.createDirectories(spool);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(spool)) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
            return spool;
        } catch (IOException e) {
            throw new PlatformException("Cannot use " + spool + ", where uploads wait for their turn: " + e + ".", e);
        }
    }
}
