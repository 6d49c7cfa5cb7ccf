package org.argosy.dispatcher.testing;

import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;

/** A store that does something before each read. */
public final class SlowStore implements ObjectStore {

    /** What it does. */
    @FunctionalInterface
    public interface Pause {
        void run() throws InterruptedException;
    }

    private final ObjectStore store;
    private final Pause pause;

    public SlowStore(ObjectStore store, Pause pause) {
        this.store = store;
        this.pause = pause;
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        pause();
        return store.read(key, offset, length);
    }

    @Override
    public byte[] readFully(String key, long offset, int length) {
        pause();
        return store.readFully(key, offset, length);
    }

    private void pause() {
        try {
            pause.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException("interrupted", e);
        }
    }

    @Override
    public long put(String key, InputStream content) {
        return store.put(key, content);
    }

    @Override
    public void put(String key, byte[] content) {
        store.put(key, content);
    }

    @Override
    public Iterator<StoredObject> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void delete(List<String> keys) {
        store.delete(keys);
    }

    @Override
    public String presign(String key, Duration lifetime) {
        return store.presign(key, lifetime);
    }
}
