package org.argosy.api.files;

import java.util.concurrent.atomic.AtomicLong;
import org.argosy.api.error.ApiError;
import org.argosy.api.error.ApiException;

/** Disk space that uploads share. Safe for use by any number of threads; a share belongs to one. */
final class DiskBudget {

    private final AtomicLong free;

    DiskBudget(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    Share share() {
        return new Share();
    }

    /** What one upload has of it. Closing gives it back. */
    final class Share implements AutoCloseable {

        private long taken;

        /**
         * Takes more.
         *
         * @throws ApiException when there is no more
         */
        void take(int bytes) {
            taken += bytes;
            if (free.addAndGet(-bytes) < 0) {
                throw new ApiException(new ApiError.Unavailable(
                        "The server is taking as many uploads as it has room for. Send the file again in a while."));
            }
        }

        @Override
        public void close() {
            free.addAndGet(taken);
            taken = 0;
        }
    }
}
