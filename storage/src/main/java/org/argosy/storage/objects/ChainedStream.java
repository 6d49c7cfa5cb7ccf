package org.argosy.storage.objects;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * Streams one after the other, each opened when its turn comes and closed at its end. Unlike
 * {@link java.io.SequenceInputStream}, closing it early opens none of the rest. Not for use by several threads at once.
 */
public final class ChainedStream extends InputStream {

    private final Iterator<Supplier<InputStream>> rest;
    private InputStream current = nullInputStream();

    public ChainedStream(Iterator<Supplier<InputStream>> streams) {
        this.rest = streams;
    }

    @Override
    public int read() throws IOException {
        int b = current.read();
        while (b < 0 && advance()) {
            b = current.read();
        }
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = current.read(target, offset, length);
        while (read < 0 && advance()) {
            read = current.read(target, offset, length);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }

    private boolean advance() throws IOException {
        current.close();
        current = nullInputStream();
        if (!rest.hasNext()) {
            return false;
        }
        current = rest.next().get();
        return true;
    }
}
