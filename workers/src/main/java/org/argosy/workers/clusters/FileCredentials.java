package org.argosy.workers.clusters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A token in a file that something else renews. The file's time is looked at once a second at most. While the file cannot
 * be read the last token stays.
 */
final class FileCredentials implements Credentials {

    private static final Logger LOG = LoggerFactory.getLogger(FileCredentials.class);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private @Nullable FileTime modified;
    private Optional<String> token = Optional.empty();
    private long version;
    private long checkedAt;
    private boolean readable = true;

    FileCredentials(Path path) {
        this.path = path;
        this.checkedAt = System.nanoTime();
        refresh();
    }

    @Override
    public synchronized Optional<String> bearer() {
        refreshIfDue();
        return token;
    }

    @Override
    public synchronized boolean renew(Optional<String> refused) {
        modified = null;
        refresh();
        return token.isPresent() && !token.equals(refused);
    }

    @Override
    public synchronized long version() {
        refreshIfDue();
        return version;
    }

    private void refreshIfDue() {
        long now = System.nanoTime();
        if (now - checkedAt >= PAUSE) {
            checkedAt = now;
            refresh();
        }
    }

    private void refresh() {
        try {
            FileTime current = Files.getLastModifiedTime(path);
            if (current.equals(modified)) {
                return;
            }
            String read = Files.readString(path).strip();
            modified = current;
            readable = true;
            if (!read.isEmpty() && !token.equals(Optional.of(read))) {
                token = Optional.of(read);
                version++;
            }
        } catch (IOException e) {
            if (readable) {
                readable = false;
                LOG.atWarn()
                        .addKeyValue("file", path)
                        .setCause(e)
                        .log("A cluster's token file cannot be read; keeping the token it held");
            }
        }
    }
}
