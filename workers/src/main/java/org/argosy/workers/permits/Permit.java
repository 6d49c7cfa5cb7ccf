package org.argosy.workers.permits;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to have one request open. Given back once, by any thread. */
public final class Permit {

    private final PermitPool pool;
    private final long acquiredAt;
    private final long reserved;
    private final Claims.Claim claim;
    private final AtomicBoolean released = new AtomicBoolean();

    /**
     * @param reserved tokens taken out of the budget
     * @param claim whose it is
     */
    Permit(PermitPool pool, long acquiredAt, long reserved, Claims.Claim claim) {
        this.pool = pool;
        this.acquiredAt = acquiredAt;
        this.reserved = reserved;
        this.claim = claim;
    }

    /**
     * Gives it back. Does not block.
     *
     * @throws IllegalStateException when it was given back before, which is a bug
     */
    public void release(Feedback feedback) {
        if (!released.compareAndSet(false, true)) {
            throw new IllegalStateException("this permit was released twice: a bug");
        }
        pool.release(acquiredAt, reserved, claim, feedback);
    }
}
