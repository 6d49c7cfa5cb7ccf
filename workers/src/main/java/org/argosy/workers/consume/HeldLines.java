package org.argosy.workers.consume;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one model that this process holds, waiting or running. A feeder that was killed may publish its last round
 * again; a copy of a line that is held needs no request of its own, for the line that is held stays uncommitted until it
 * has its outcome. Safe for use by any number of threads.
 */
final class HeldLines {

    private record Key(String batch, int line) {}

    private final Map<Key, Taken> held = new ConcurrentHashMap<>();

    /**
     * Holds a line.
     *
     * @param committing whether the offset of another copy is still this process's to commit
     * @return false when it is a copy of one that is held, and can be left out
     */
    boolean add(Taken taken, Predicate<Taken> committing) {
        @Nullable Taken other = held.get(key(taken));
        if (other != null && committing.test(other)) {
            return false;
        }
        held.put(key(taken), taken);
        return true;
    }

    void remove(Taken taken) {
        held.remove(key(taken), taken);
    }

    int size() {
        return held.size();
    }

    private static Key key(Taken taken) {
        return new Key(taken.line().item().getBatchId(), taken.line().item().getLine());
    }
}
