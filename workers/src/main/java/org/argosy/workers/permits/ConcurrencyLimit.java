package org.argosy.workers.permits;

/**
 * Decides how many permits there are. Not thread-safe: {@link PermitPool} calls it under its lock. No method blocks.
 * Times are nanoseconds of one monotonic source.
 */
public interface ConcurrencyLimit {

    /** Permits that may be out now, at least 1. */
    int permits();

    /** A permit was given; {@code open} counts it. */
    void acquired(long now, int open);

    /** Somebody wanted a permit and all were out. */
    void starved(long now, int open);

    /**
     * A permit came back; {@code open} no longer counts it.
     *
     * @param acquiredAt when it was given
     */
    void released(long now, int open, long acquiredAt, Feedback feedback);

    /** The backend says that requests wait in it: others may be among them. */
    default void congested(long now) {}

    /** From now on there are never more permits than this. */
    default void cap(int permits) {}

    /** What is known no longer holds: the backend was away. Starts slowly again. */
    void reset(long now);
}
