package org.argosy.workers.clusters;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.storage.objects.ObjectStore;

/**
 * The bytes of one request: pieces of what the user wrote, in order, with what stands in their place between them.
 * Immutable; it may be sent any number of times.
 */
public sealed interface RequestBody {

    /** A run of the user's bytes, or bytes that replace some. */
    sealed interface Piece {
        int length();

        /** Taken from the user's body. */
        record Original(int offset, int length) implements Piece {}

        /** Written in place of something. */
        record Replacement(byte[] bytes) implements Piece {
            @Override
            public int length() {
                return bytes.length;
            }
        }
    }

    List<Piece> pieces();

    /** Bytes on the wire. */
    default long length() {
        long length = 0;
        for (Piece piece : pieces()) {
            length += piece.length();
        }
        return length;
    }

    /** A body that is in memory. */
    record Inline(ByteBuffer original, List<Piece> pieces) implements RequestBody {

        /** The pieces as buffers; nothing is copied. */
        public ByteBuffer[] buffers() {
            return pieces.stream()
                    .map(piece -> switch (piece) {
                        case Piece.Original run -> original.slice(original.position() + run.offset(), run.length());
                        case Piece.Replacement replacement -> ByteBuffer.wrap(replacement.bytes());
                    })
                    .toArray(ByteBuffer[]::new);
        }
    }

    /** A body in the object store, which is streamed from there each time it is sent. */
    record Stored(BodyRef original, List<Piece> pieces) implements RequestBody {

        /**
         * Writes the body. Blocks at the speed of the slower side, and holds a buffer only.
         *
         * @throws IOException when the output fails
         * @throws org.argosy.storage.objects.ObjectStoreException when the store cannot be reached
         * @throws SourceException when the store fails while it gives
         */
        public void writeTo(OutputStream out, ObjectStore store) throws IOException {
            try (InputStream in = store.read(original.getObjectKey(), original.getOffset(), original.getLength())) {
                int at = 0;
                byte[] buffer = new byte[16 * 1024];
                for (Piece piece : pieces) {
                    switch (piece) {
                        case Piece.Replacement replacement -> out.write(replacement.bytes());
                        case Piece.Original run -> {
                            skip(in, run.offset() - at);
                            copy(in, out, run.length(), buffer);
                            at = run.offset() + run.length();
                        }
                    }
                }
            }
        }

        private static void skip(InputStream in, int bytes) {
            try {
                in.skipNBytes(bytes);
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }

        private static void copy(InputStream in, OutputStream out, int bytes, byte[] buffer) throws IOException {
            int left = bytes;
            while (left > 0) {
                int read = read(in, buffer, Math.min(left, buffer.length));
                out.write(buffer, 0, read);
                left -= read;
            }
        }

        private static int read(InputStream in, byte[] buffer, int most) {
            try {
                int read = in.read(buffer, 0, most);
                if (read < 0) {
                    throw new EOFException("the stored body ends early");
                }
                return read;
            } catch (IOException e) {
                throw new SourceException(e);
            }
        }
    }

    /** The object store failed in the middle of a body. */
    final class SourceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SourceException(IOException cause) {
            super("the object store failed in the middle of a request's body", cause);
        }
    }
}
