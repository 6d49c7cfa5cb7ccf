package org.argosy.api.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import org.argosy.storage.objects.ObjectStore;

/**
 * Bounds the memory of uploads, each of which holds a part of its content while it is stored, without letting slow clients
 * hold up others. As long as there are direct lanes an upload goes straight into the store, however slowly it comes. When
 * all are taken it comes to disk first and is stored from there at full speed, through lanes that no client can hold. Safe
 * for use by any number of threads.
 */
public final class UploadLanes {

    private static final int FROM_DISK = 2;
    private static final int BUFFER = 32 << 10;

    private final ObjectStore objects;
    private final Path spool;
    private final DiskBudget disk;
    private final Semaphore direct;
    private final Semaphore fromDisk = new Semaphore(FROM_DISK, true);

    /**
     * @param direct uploads that may go straight into the store at once
     * @param spool directory for the others; their files have no name there and vanish with the process
     * @param spoolBytes that they may have there together; who comes when these are used up is asked to come again
     */
    public UploadLanes(ObjectStore objects, int direct, Path spool, long spoolBytes) {
        this.objects = objects;
        this.direct = new Semaphore(direct);
        this.spool = spool;
        this.disk = new DiskBudget(spoolBytes);
    }

    /** {@link ObjectStore#put(String, InputStream)}, by whichever lane is free. */
    public long put(String key, InputStream content) {
        if (!direct.tryAcquire()) {
            return putByDisk(key, content);
        }
        try {
            return objects.put(key, content);
        } finally {
            direct.release();
        }
    }

    private long putByDisk(String key, InputStream content) {
        try (DiskBudget.Share share = disk.share();
                FileChannel file = open()) {
            OutputStream out = Channels.newOutputStream(file);
            byte[] buffer = new byte[BUFFER];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                share.take(read);
                out.write(buffer, 0, read);
            }
            file.position(0);
            fromDisk.acquireUninterruptibly();
            try {
                return objects.put(key, Channels.newInputStream(file));
            } finally {
                fromDisk.release();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be kept in " + spool, e);
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                Files.createTempFile(spool, "upload-", ".part"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }
}
