package org.argosy.ops.standalone.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one {@code argosy run} submitted, until it has seen the end of it: the same command, run again, goes on with that.
 * Belongs to one process at a time; each command has a file of its own, written whole. For one thread.
 */
public final class RunMemory implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String DIRECTORY = "runs";

    private final @Nullable Path file;
    private final @Nullable FileChannel locks;
    private Known known;

    /**
     * @param call names what is submitted to the server, so that it is submitted once
     * @param batch that was made of it
     */
    private record Known(String call, Optional<String> batch) {}

    private RunMemory(@Nullable Path file, @Nullable FileChannel locks) {
        this.file = file;
        this.locks = locks;
        this.known = Optional.ofNullable(file)
                .flatMap(RunMemory::read)
                .orElseGet(() -> new Known(UUID.randomUUID().toString(), Optional.empty()));
    }

    /** One that knows nothing the next time. */
    public static RunMemory forgetful() {
        return new RunMemory(null, null);
    }

    /**
     * The memory of a command. Empty when the same command runs in another process.
     *
     * @param directory the data directory, made when it is missing
     * @param command everything that makes it the same command
     * @throws UncheckedIOException when nothing can be kept there
     */
    public static Optional<RunMemory> open(Path directory, List<String> command) {
        try {
            Path runs = Files.createDirectories(
                    directory.resolve(DIRECTORY),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\0", command).getBytes(StandardCharsets.UTF_8));
            FileChannel locks =
                    FileChannel.open(runs.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(locks, digest)) {
                locks.close();
                return Optional.empty();
            }
            RunMemory memory = new RunMemory(runs.resolve(HexFormat.of().formatHex(digest, 0, 16) + ".json"), locks);
            memory.write();
            return Optional.of(memory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep what runs in " + directory.resolve(DIRECTORY), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** One byte for each command, far behind the end of an empty file. The lock ends with the process. */
    private static boolean lock(FileChannel locks, byte[] digest) throws IOException {
        long place = 0;
        for (int i = 0; i < 7; i++) {
            place = place << 8 | (digest[i] & 0xff);
        }
        try {
            FileLock lock = locks.tryLock(place, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /** Names what is submitted, the next time too. */
    public String call() {
        return known.call();
    }

    /** The batch that the command made before. */
    public Optional<String> batch() {
        return known.batch();
    }

    /** Keeps the batch that was made. */
    public void submitted(String batch) {
        known = new Known(known.call(), Optional.of(batch));
        try {
            write();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** The command has seen the end; the next time it begins anew. */
    public void forget() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            if (locks != null) {
                locks.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the lock beside " + file, e);
        }
    }

    private void write() throws IOException {
        if (file == null) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, JSON.writeValueAsString(known), StandardCharsets.UTF_8);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Optional<Known> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file, StandardCharsets.UTF_8), Known.class))
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
