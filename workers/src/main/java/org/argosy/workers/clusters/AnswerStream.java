package org.argosy.workers.clusters;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an answer on their way from Jetty's threads to the one that reads. It holds two chunks at most: the next
 * one is asked for when the last has been read.
 */
final class AnswerStream extends InputStream {

    private record Chunk(
            byte[] bytes,
            Runnable next,
            boolean last,
            @Nullable Throwable failure) {}

    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private Chunk current = new Chunk(new byte[0], () -> {}, false, null);
    private int at;

    /**
     * @param next asks for the chunk after this one
     */
    void offer(byte[] bytes, Runnable next) {
        chunks.add(new Chunk(bytes, next, false, null));
    }

    void end(@Nullable Throwable failure) {
        chunks.add(new Chunk(new byte[0], () -> {}, true, failure));
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws InterruptedIOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        while (at == current.bytes.length) {
            if (current.last) {
                if (current.failure != null) {
                    throw new AnswerSink.AnswerBrokenException(current.failure);
                }
                return -1;
            }
            current.next.run();
            current = take();
            at = 0;
        }
        int read = Math.min(length, current.bytes.length - at);
        System.arraycopy(current.bytes, at, target, offset, read);
        at += read;
        return read;
    }

    private Chunk take() throws InterruptedIOException {
        try {
            return chunks.take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading an answer");
        }
    }
}
