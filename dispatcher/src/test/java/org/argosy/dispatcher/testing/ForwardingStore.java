package org.argosy.dispatcher.testing;

import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.argosy.storage.objects.ObjectStore;

/** Another store, until something is overridden. */
public abstract class ForwardingStore implements ObjectStore {

    private final ObjectStore store;

    protected ForwardingStore(ObjectStore store) {
        this.store = store;
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
    public InputStream read(String key, long offset, long length) {
        return store.read(key, offset, length);
    }

    @Override
    public byte[] readFully(String key, long offset, int length) {
        return store.readFully(key, offset, length);
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
