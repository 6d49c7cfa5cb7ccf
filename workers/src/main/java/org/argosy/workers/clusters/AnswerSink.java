package org.argosy.workers.clusters;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.argosy.workers.consume.ByteBudget;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Takes one answer. A small one is gathered in memory as it comes. When it turns out to be larger, reading stops, and the
 * waiting thread takes the rest as a stream at its own speed. Jetty's threads write, one thread reads.
 */
final class AnswerSink implements Response.Listener {

    private static final int FIRST_BUFFER = 2048;

    private final IntSupplier inlineLimit;
    private final ByteBudget budget;
    private final CountDownLatch wholeOrLarge = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AnswerStream stream = new AnswerStream();

    private byte[] buffer = new byte[0];
    private int size;
    private int status;
    private HttpFields headers = HttpFields.EMPTY;
    private boolean succeeded;
    private int counted;
    private @Nullable Throwable failure;

    private volatile boolean sent;
    private volatile boolean large;
    private volatile long waitingSince;

    /**
     * @param inlineLimit bytes that may be gathered now
     * @param budget what is gathered is taken from it, until it is {@linkplain #forget forgotten}
     */
    AnswerSink(IntSupplier inlineLimit, ByteBudget budget) {
        this.inlineLimit = inlineLimit;
        this.budget = budget;
    }

    void sent() {
        sent = true;
    }

    @Override
    public void onHeaders(Response response) {
        status = response.getStatus();
        headers = response.getHeaders();
        HttpField length = headers.getField(HttpHeader.CONTENT_LENGTH);
        long announced = length == null ? FIRST_BUFFER : length.getLongValue();
        buffer = new byte[(int) Math.min(announced, inlineLimit.getAsInt())];
        count(buffer.length);
        waitingSince = System.nanoTime() | 1;
    }

    @Override
    public void onContent(Response response, Content.Chunk chunk, Runnable demander) {
        ByteBuffer bytes = chunk.getByteBuffer();
        if (large) {
            waitingSince = 0;
            stream.offer(copy(bytes), () -> demand(demander));
        } else if (size + bytes.remaining() <= inlineLimit.getAsInt()) {
            append(bytes);
            demand(demander);
        } else {
            waitingSince = 0;
            stream.offer(Arrays.copyOf(buffer, size), () -> {});
            stream.offer(copy(bytes), () -> demand(demander));
            buffer = new byte[0];
            large = true;
            wholeOrLarge.countDown();
        }
    }

    @Override
    public void onSuccess(Response response) {
        succeeded = true;
    }

    @Override
    public void onComplete(Result result) {
        waitingSince = 0;
        status = result.getResponse().getStatus();
        if (!succeeded) {
            failure = result.getFailure();
        }
        stream.end(failure);
        ended.countDown();
        wholeOrLarge.countDown();
    }

    /** Returns when the answer is over, or turned out to be large. */
    void awaitWholeOrLarge() throws InterruptedException {
        wholeOrLarge.await();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    boolean isLarge() {
        return large;
    }

    /** The large answer, from its first byte. */
    InputStream stream() {
        return stream;
    }

    /** The small answer. */
    byte[] bytes() {
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    int status() {
        return status;
    }

    HttpFields headers() {
        return headers;
    }

    boolean wasSent() {
        return sent;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Whether an answer has begun and its next bytes have been awaited this long. */
    boolean stalled(long now, long nanos) {
        long since = waitingSince;
        return since != 0 && now - since > nanos;
    }

    private void demand(Runnable demander) {
        waitingSince = System.nanoTime() | 1;
        demander.run();
    }

    private synchronized void count(int bytes) {
        if (counted >= 0) {
            counted += bytes;
            budget.take(bytes);
        }
    }

    /** The answer is no concern of this any more. */
    synchronized void forget() {
        budget.give(Math.max(0, counted));
        counted = -1;
    }

    private void append(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (size + length > buffer.length) {
            int before = buffer.length;
            int most = Math.max(size + length, inlineLimit.getAsInt());
            buffer = Arrays.copyOf(buffer, Math.min(most, Math.max(size + length, before * 2)));
            count(buffer.length - before);
        }
        bytes.get(buffer, size, length);
        size += length;
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    /** The connection broke in the middle of a large answer. */
    static final class AnswerBrokenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AnswerBrokenException(Throwable cause) {
            super("the answer broke off", cause);
        }

        @Override
        public synchronized Throwable getCause() {
            Throwable cause = super.getCause();
            return cause == null ? this : cause;
        }
    }
}
