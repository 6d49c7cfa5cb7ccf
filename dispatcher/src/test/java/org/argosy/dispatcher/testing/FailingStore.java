package org.argosy.dispatcher.testing;

import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;

/** A store that, when it is told to, puts an object and then says that it failed. */
public final class FailingStore implements ObjectStore {

    private final ObjectStore store;
    private final BooleanSupplier failing;

    public FailingStore(ObjectStore store, BooleanSupplier failing) {
        this.store = store;
        this.failing = failing;
    }

    @Override
    public long put(String key, InputStream content) {
        long bytes = store.put(key, content);
        failWhenTold();
        return bytes;
    }

    @Override
    public void put(String key, byte[] content) {
        store.put(key, content);
        failWhenTold();
    }

    private void failWhenTold() {
        if (failing.getAsBoolean()) {
            throw new ObjectStoreException("told to fail", new IllegalStateException());
        }
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
