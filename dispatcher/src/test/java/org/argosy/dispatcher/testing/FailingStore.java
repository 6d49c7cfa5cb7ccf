package org.argosy.dispatcher.testing;

import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;

/** A store that, when it is told to, puts an object and then says that it failed. */
public final class FailingStore extends ForwardingStore {

    private final BooleanSupplier failing;

    public FailingStore(ObjectStore store, BooleanSupplier failing) {
        super(store);
        this.failing = failing;
    }

    @Override
    public long put(String key, InputStream content) {
        long bytes = super.put(key, content);
        failWhenTold();
        return bytes;
    }

    @Override
    public void put(String key, byte[] content) {
        super.put(key, content);
        failWhenTold();
    }

    private void failWhenTold() {
        if (failing.getAsBoolean()) {
            throw new ObjectStoreException("told to fail", new IllegalStateException());
        }
    }
}
