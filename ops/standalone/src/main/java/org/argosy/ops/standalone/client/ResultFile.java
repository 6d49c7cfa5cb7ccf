package org.argosy.ops.standalone.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes results so that a file is there whole or as it was before: an interrupted download leaves no half. */
public final class ResultFile {

    private ResultFile() {}

    /**
     * Downloads a file. Without one the target becomes empty.
     *
     * @param fileId what to download
     * @param target replaced when it exists
     */
    public static void write(ArgosyClient client, Optional<String> fileId, Path target) {
        write(target, out -> fileId.ifPresent(id -> client.download(id, out)));
    }

    /**
     * Writes what a download gives.
     *
     * @param target replaced when it exists
     */
    public static void write(Path target, Consumer<OutputStream> download) {
        Path whole = target.toAbsolutePath();
        try {
            Path part = whole.resolveSibling(
                    whole.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            part.toFile().deleteOnExit();
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                download.accept(out);
            } catch (RuntimeException e) {
                Files.deleteIfExists(part);
                throw e;
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + target, e);
        }
    }
}
