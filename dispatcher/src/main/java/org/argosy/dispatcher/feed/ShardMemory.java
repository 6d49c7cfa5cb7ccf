package org.argosy.dispatcher.feed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory for shards that were read and are being published, over all models. When it is full, the shards that were
 * used longest ago are dropped; their reader reads them again when its turn comes. Room is given in the order in which it
 * was asked for, and whatever comes to rest makes room for the first who waits. So nobody waits for ever, as long as no
 * thread that asks for room has anything in use. Thread-safe.
 */
final class ShardMemory {

    private final long budget;
    private final Map<Holder, Entry> entries = new LinkedHashMap<>();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private long used;

    ShardMemory(long budget) {
        this.budget = budget;
    }

    /** Somebody who holds bytes. */
    interface Holder {

        /** Forgets the bytes; called by any thread while they are not in use. */
        void drop();
    }

    private static final class Request {
        private final long bytes;

        Request(long bytes) {
            this.bytes = bytes;
        }
    }

    private static final class Entry {
        private final long bytes;
        private boolean inUse = true;

        Entry(long bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * Makes room for a holder that has none and marks it in use. More than the whole budget is given to one alone. The
     * calling thread has nothing in use.
     */
    synchronized void reserve(Holder holder, long bytes) throws InterruptedException {
        Request request = new Request(bytes);
        waiting.addLast(request);
        try {
            while (waiting.getFirst() != request || !makeRoom(bytes)) {
                wait();
            }
            used += bytes;
            entries.put(holder, new Entry(bytes));
        } finally {
            waiting.remove(request);
            notifyAll();
        }
    }

    /** Marks a holder in use; false when its bytes were dropped. */
    synchronized boolean use(Holder holder) {
        Entry entry = entries.remove(holder);
        if (entry == null) {
            return false;
        }
        entry.inUse = true;
        entries.put(holder, entry);
        return true;
    }

    /** Lets the holder's bytes be dropped when somebody needs the room. */
    synchronized void rest(Holder holder) {
        Entry entry = entries.get(holder);
        if (entry != null) {
            entry.inUse = false;
            // Dropped at once for whoever waits, who might find it in use again each time it looks.
            Request first = waiting.peekFirst();
            if (first != null && makeRoom(first.bytes)) {
                notifyAll();
            }
        }
    }

    /** Gives the holder's room back. */
    synchronized void release(Holder holder) {
        Entry entry = entries.remove(holder);
        if (entry != null) {
            used -= entry.bytes;
            notifyAll();
        }
    }

    synchronized long used() {
        return used;
    }

    private boolean makeRoom(long bytes) {
        while (used > 0 && used + bytes > budget) {
            if (!evict()) {
                return false;
            }
        }
        return true;
    }

    private boolean evict() {
        Iterator<Map.Entry<Holder, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Holder, Entry> candidate = oldest.next();
            if (!candidate.getValue().inUse) {
                oldest.remove();
                used -= candidate.getValue().bytes;
                candidate.getKey().drop();
                return true;
            }
        }
        return false;
    }
}
