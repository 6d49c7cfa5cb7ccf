package org.argosy.dispatcher.testing;

import java.io.InputStream;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;

/** A store that does something before each read. */
public final class SlowStore extends ForwardingStore {

    /** What it does. */
    @FunctionalInterface
    public interface Pause {
        void run() throws InterruptedException;
    }

    private final Pause pause;

    public SlowStore(ObjectStore store, Pause pause) {
        super(store);
        this.pause = pause;
    }

    @Override
    public InputStream read(String key, long offset, long length) {
        pause();
        return super.read(key, offset, length);
    }

    @Override
    public byte[] readFully(String key, long offset, int length) {
        pause();
        return super.readFully(key, offset, length);
    }

    private void pause() {
        try {
            pause.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ObjectStoreException("interrupted", e);
        }
    }
}
