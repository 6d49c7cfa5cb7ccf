package org.argosy.api.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.argosy.storage.objects.ObjectNotFoundException;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of objects, fetched in pieces: the store is kept busy only while a piece is fetched, however slowly this is read.
 * From the second piece on, the next one is fetched while the last is read; two are in memory at most.
 */
final class PieceStream extends InputStream {

    private static final int TRIES = 3;
    private static final byte[] NOTHING = {};
    private static final Executor FETCHERS =
            task -> Thread.ofVirtual().name("api-read-ahead").start(task);

    private final ObjectStore objects;
    private final Iterator<Pieces.Piece> pieces;
    private byte[] piece = NOTHING;
    private int next;
    private boolean begun;
    private @Nullable CompletableFuture<byte[]> ahead;

    PieceStream(ObjectStore objects, Iterator<Pieces.Piece> pieces) {
        this.objects = objects;
        this.pieces = pieces;
    }

    /** Fetches the first piece, or the next one when the last has been read; false at the end. */
    boolean fill() throws IOException {
        while (next == piece.length) {
            piece = NOTHING;
            next = 0;
            @Nullable CompletableFuture<byte[]> fetched = ahead;
            ahead = null;
            if (fetched == null && !pieces.hasNext()) {
                return false;
            }
            piece = fetched == null ? fetch(pieces.next()) : await(fetched);
            if (begun && pieces.hasNext()) {
                Pieces.Piece following = pieces.next();
                ahead = CompletableFuture.supplyAsync(() -> fetchUnchecked(following), FETCHERS);
            }
            begun = true;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - next);
        System.arraycopy(piece, next, target, from, count);
        next += count;
        return count;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long count = 0;
        while (fill()) {
            out.write(piece, next, piece.length - next);
            count += piece.length - next;
            next = piece.length;
        }
        return count;
    }

    @Override
    public int available() {
        return piece.length - next;
    }

    private byte[] fetch(Pieces.Piece wanted) throws IOException {
        try {
            return fetchUnchecked(wanted);
        } catch (ObjectStoreException e) {
            throw new IOException(e);
        }
    }

    private byte[] fetchUnchecked(Pieces.Piece wanted) {
        int failures = 0;
        while (true) {
            try {
                return objects.readFully(wanted.key(), wanted.offset(), wanted.length());
            } catch (ObjectNotFoundException e) {
                throw e;
            } catch (ObjectStoreException e) {
                failures++;
                if (failures >= TRIES) {
                    throw e;
                }
            }
        }
    }

    private static byte[] await(CompletableFuture<byte[]> fetched) throws IOException {
        try {
            return fetched.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }
}
