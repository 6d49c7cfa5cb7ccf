package org.argosy.workers.clusters;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.argosy.schemas.Topics;
import org.argosy.schemas.avro.BodyRef;
import org.argosy.storage.objects.ObjectKeys;
import org.argosy.storage.objects.ObjectStore;
import org.argosy.storage.objects.ObjectStoreException;
import org.argosy.workers.clusters.Reply.AnswerBody;
import org.argosy.workers.consume.ByteBudget;

/**
 * Where answers go that are too large for a Kafka record. Each upload holds a part in memory, so only a few run at once.
 * Safe for use by any number of threads.
 */
public final class AnswerStore {

    private static final int UPLOADS = 4;
    private static final int INLINE_WHEN_TIGHT = 32 * 1024;

    private final ObjectStore store;
    private final Clock clock;
    private final ByteBudget budget;
    private final long maxBytes;
    private final Semaphore uploads = new Semaphore(UPLOADS);

    /**
     * @param budget when it is used up, smaller answers go to the store too
     * @param maxBytes the largest answer that is taken
     */
    public AnswerStore(ObjectStore store, Clock clock, ByteBudget budget, long maxBytes) {
        this.store = store;
        this.clock = clock;
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    ObjectStore store() {
        return store;
    }

    ByteBudget budget() {
        return budget;
    }

    /** Bytes of an answer that may stay in memory now. */
    int inlineLimit() {
        return budget.isTight() ? INLINE_WHEN_TIGHT : Topics.MAX_INLINE_BODY_BYTES;
    }

    /**
     * Streams an answer to the store.
     *
     * @throws TooLargeException when it is larger than allowed; then nothing is stored
     * @throws ObjectStoreException when the store fails
     */
    AnswerBody store(String batchId, InputStream answer) throws InterruptedException {
        uploads.acquire();
        try {
            String key = ObjectKeys.body(batchId, clock.instant());
            long length = store.put(key, new Limited(answer, maxBytes));
            return new AnswerBody.Stored(new BodyRef(key, 0L, Math.toIntExact(length)));
        } catch (UncheckedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while storing an answer");
            }
            throw new ObjectStoreException("an answer could not be read on its way to the store", e);
        } finally {
            uploads.release();
        }
    }

    /** The answer is larger than allowed. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            return spend(super.read(), 1);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            return spend(read, read);
        }

        private int spend(int result, int bytes) {
            if (result >= 0) {
                left -= bytes;
                if (left < 0) {
                    throw new TooLargeException();
                }
            }
            return result;
        }
    }
}
