package org.argosy.api.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;

/** Objects in memory, with a note of who reads what, and failures on demand. */
final class MemoryStore implements ObjectStore {

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    /** Lengths of all ranges that were asked for. */
    final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());

    /** Streams that are open. */
    final AtomicInteger open = new AtomicInteger();

    /** Reads that are still to fail. */
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public long put(String key, InputStream content) {
        try {
            put(key, content.readAllBytes());
            return objects.getOrDefault(key, new byte[0]).length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(String key, byte[] content) {
        objects.put(key, content);
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        byte[] bytes = readFully(key, offset, Math.toIntExact(length));
        open.incrementAndGet();
        return new ByteArrayInputStream(bytes) {
            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    @Override
    public byte[] readFully(String key, long offset, int length) {
        asked.add(length);
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ObjectStoreException("away", new IOException("reset"));
        }
        byte[] object = objects.get(key);
        if (object == null) {
            throw new ObjectNotFoundException(key, new IOException("gone"));
        }
        return Arrays.copyOfRange(object, Math.toIntExact(offset), Math.toIntExact(offset) + length);
    }

    @Override
    public Iterator<StoredObject> list(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(List<String> keys) {
        keys.forEach(objects::remove);
    }

    @Override
    public String presign(String key, Duration lifetime) {
        throw new UnsupportedOperationException();
    }
}
