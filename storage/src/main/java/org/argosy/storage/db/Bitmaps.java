package org.argosy.storage.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.roaringbitmap.RoaringBitmap;

/** Line numbers in a column: Roaring bitmaps in their portable form. */
final class Bitmaps {

    private Bitmaps() {}

    static RoaringBitmap read(byte[] portable) {
        RoaringBitmap lines = new RoaringBitmap();
        try {
            lines.deserialize(ByteBuffer.wrap(portable));
        } catch (IOException e) {
            throw new UncheckedIOException("the line numbers of a batch are damaged", e);
        }
        return lines;
    }

    static byte[] bytes(RoaringBitmap lines) {
        byte[] bytes = new byte[lines.serializedSizeInBytes()];
        lines.serialize(ByteBuffer.wrap(bytes));
        return bytes;
    }
}
