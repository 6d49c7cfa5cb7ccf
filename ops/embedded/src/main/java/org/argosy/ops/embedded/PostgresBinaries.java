package org.argosy.ops.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL programs of this platform from the class path, once per user: they are kept in the user's
 * cache directory, or under the given fallback where there is no writable home. Safe for several processes at once:
 * a complete tree appears by one rename.
 */
final class PostgresBinaries {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private PostgresBinaries() {}

    /** Returns the directory that holds {@code bin}, {@code lib} and {@code share}; blocks while it unpacks. */
    static Path locate(Path fallback) throws IOException {
        String archive = "postgres-" + platform() + ".txz";
        URL resource = PostgresBinaries.class.getResource("/" + archive);
        if (resource == null) {
            throw new EmbeddedServiceException("There is no embedded PostgreSQL for this platform (" + archive
                    + " is not on the class path). Use a PostgreSQL server of your own (argosy.database).");
        }
        URLConnection connection = resource.openConnection();
        Path home = cache(fallback);
        Path tree = home.resolve("postgres-" + platform() + "-" + fingerprint(connection));
        if (!Files.isDirectory(tree)) {
            IN_THIS_PROCESS.lock();
            try (FileChannel channel = FileChannel.open(
                            home.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock();
                    InputStream packed = connection.getInputStream()) {
                if (!Files.isDirectory(tree) && lock.isValid()) {
                    unpack(packed, tree);
                }
            } finally {
                IN_THIS_PROCESS.unlock();
            }
        }
        return tree;
    }

    private static String fingerprint(URLConnection archive) throws IOException {
        return archive instanceof JarURLConnection jar && jar.getJarEntry() != null
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toHexString(archive.getContentLengthLong());
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "darwin" : os)
                + "-"
                + switch (machine) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> machine;
                };
    }

    private static Path cache(Path fallback) throws IOException {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path home = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        Path cache = home.resolve("argosy");
        try {
            PrivateFiles.createDirectories(cache);
            if (Files.isWritable(cache)) {
                return cache;
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("directory", cache).setCause(e).log("No cache directory here");
        }
        PrivateFiles.createDirectories(fallback);
        return fallback;
    }

    private static void unpack(InputStream packed, Path tree) throws IOException {
        Path home = tree.resolveSibling(".").normalize();
        PrivateFiles.deleteDrafts(home, "unpacking-");
        Path draft = Files.createTempDirectory(home, "unpacking-");
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, draft);
            }
        }
        Files.move(draft, tree, StandardCopyOption.ATOMIC_MOVE);
        LOG.atInfo().addKeyValue("directory", tree).log("Unpacked PostgreSQL");
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("The archive of PostgreSQL names a file outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(tar, target);
            boolean program = (entry.getMode() & 0100) != 0 || entry.getName().contains("bin/");
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
