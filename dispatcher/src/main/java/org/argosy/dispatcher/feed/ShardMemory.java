package org.argosy.dispatcher.feed;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory for shards that were read and are being published, over all models. When it is full, the shards that were
 * used longest ago are dropped; their reader reads them again when its turn comes. A reader waits only while everything
 * else is in use, and holds nothing in use while it waits, so none waits for ever. Thread-safe.
 */
final class ShardMemory {

    private final long budget;
    private final Map<Holder, Entry> entries = new LinkedHashMap<>();
    private long used;

    ShardMemory(long budget) {
        this.budget = budget;
    }

    /** Somebody who holds bytes. */
    interface Holder {

        /** Forgets the bytes; called by any thread while they are not in use. */
        void drop();
    }

    private static final class Entry {
        private final long bytes;
        private boolean inUse = true;

        Entry(long bytes) {
            this.bytes = bytes;
        }
    }

    /** Makes room for a holder that has none and marks it in use. More than the whole budget is given to one alone. */
    synchronized void reserve(Holder holder, long bytes) throws InterruptedException {
        while (used > 0 && used + bytes > budget && !evict()) {
            wait();
        }
        used += bytes;
        entries.put(holder, new Entry(bytes));
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
            notifyAll();
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
