package org.argosy.api.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.argosy.api.error.ApiException;

/** Gives no more than so many bytes and refuses the rest. Not thread-safe. */
public final class LimitedStream extends FilterInputStream {

    private final long limit;
    private final Supplier<ApiException> refusal;
    private long bytes;

    /**
     * @param refusal thrown by the read that goes beyond the limit
     */
    public LimitedStream(InputStream content, long limit, Supplier<ApiException> refusal) {
        super(content);
        this.limit = limit;
        this.refusal = refusal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        bytes += Math.max(0, count);
        if (bytes > limit) {
            throw refusal.get();
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
