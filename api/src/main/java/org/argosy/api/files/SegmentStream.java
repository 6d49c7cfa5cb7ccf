package org.argosy.api.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object, opened when it is first read. A slow reader keeps the store waiting until the store hangs up, so
 * a range that breaks off is opened again where it broke, a few times without progress at most.
 */
final class SegmentStream extends InputStream {

    private static final int TRIES = 3;

    private final ObjectStore objects;
    private final String key;
    private long offset;
    private long left;
    private int failures;
    private @Nullable InputStream current;

    SegmentStream(ObjectStore objects, String key, long offset, long length) {
        this.objects = objects;
        this.key = key;
        this.offset = offset;
        this.left = length;
    }

    InputStream open() {
        InputStream opened = current;
        if (opened == null) {
            opened = objects.read(key, offset, left);
            current = opened;
        }
        return opened;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (left > 0) {
            try {
                int count = open().read(target, from, (int) Math.min(length, left));
                if (count < 0) {
                    throw new EOFException("object " + key + " ended " + left + " bytes early");
                }
                offset += count;
                left -= count;
                failures = 0;
                return count;
            } catch (IOException e) {
                retry(e);
            } catch (ObjectStoreException e) {
                retry(new IOException(e));
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        InputStream open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    private void retry(IOException failure) throws IOException {
        failures++;
        if (failures >= TRIES) {
            throw failure;
        }
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
