package org.argosy.ops.standalone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The small files of a data directory, each written whole and readable by its owner alone: {@code server.json} says
 * which server runs, {@code local.key} lets {@code argosy run} in, {@code first-key} marks that the first key was
 * handed out.
 */
public final class LocalState {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path directory;

    /**
     * @param directory exists before anything is written
     */
    public LocalState(Path directory) {
        this.directory = directory;
    }

    /** The server that runs here, unless its process is gone. */
    public Optional<LocalServer> server() {
        try {
            return read("server.json")
                    .map(text -> JSON.readValue(text, LocalServer.class))
                    .filter(LocalServer::alive);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    public void publish(LocalServer server) {
        write("server.json", JSON.writeValueAsString(server));
    }

    public void withdraw() {
        try {
            Files.deleteIfExists(directory.resolve("server.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete server.json in " + directory, e);
        }
    }

    /** The key for commands of this user on this machine. */
    public Optional<String> key() {
        return read("local.key").map(String::strip);
    }

    public void keepKey(String key) {
        write("local.key", key + "\n");
    }

    /** The key that fits a server, when it is the one that runs here. */
    public Optional<String> keyFor(URI server) {
        return server().filter(here -> sameServer(here.url(), server)).flatMap(_ -> key());
    }

    public boolean firstKeyIssued() {
        return Files.exists(directory.resolve("first-key"));
    }

    public void markFirstKeyIssued() {
        write("first-key", "issued\n");
    }

    private static boolean sameServer(URI left, URI right) {
        return left.getPort() == right.getPort()
                && (left.getHost().equals(right.getHost()) || "localhost".equals(right.getHost()));
    }

    private Optional<String> read(String name) {
        try {
            Path file = directory.resolve(name);
            return Files.isReadable(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory.resolve(name), e);
        }
    }

    private void write(String name, String text) {
        Path file = directory.resolve(name);
        Path draft = directory.resolve(name + ".new");
        try {
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
