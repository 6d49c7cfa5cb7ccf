package org.argosy.workers.consume;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of lines and of their answers in this process, shared by all models. One line always fits, however large it is. Safe for use by
 * any number of threads; nothing blocks.
 */
public final class ByteBudget {

    private final long capacity;
    private final AtomicLong used = new AtomicLong();

    public ByteBudget(long capacity) {
        this.capacity = capacity;
    }

    /** Takes this much when there is room. */
    public boolean tryTake(long bytes) {
        long before = used.get();
        while (before == 0 || before + bytes <= capacity) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }

    /** Takes it even beyond the capacity, for what is here already. */
    public void take(long bytes) {
        used.addAndGet(bytes);
    }

    public void give(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Whether less than a quarter is left. */
    public boolean isTight() {
        return used.get() > capacity - capacity / 4;
    }

    public long used() {
        return used.get();
    }
}
