package org.argosy.dispatcher.plan;

/**
 * The custom ids of a file, for finding the second use of one: an open-addressing table with one {@code long} for each
 * id, which packs where the id's line starts with as many bits of its hash as fit beside. The table's size is known
 * before the first line is read, so that its memory can be reserved.
 *
 * <p>A hit is a suspicion only. The caller reads the earlier line again to be sure; with at least 30 bits of hash besides
 * those that chose the slot, a false suspicion comes about once in a thousand files of the greatest size. The seed is
 * new for each table, so that nobody can write a file of colliding ids. Not thread-safe.
 */
final class CustomIds {

    /** What {@link #add} says when the id is new. */
    static final long NEW = -1;

    private static final long FNV_PRIME = 0x100000001B3L;
    /** No valid line is shorter: its four members and a model take more. */
    private static final int SHORTEST_LINE = 64;

    private final long seed;
    private final long[] table;
    private final int indexShift;
    private final int offsetBits;
    private final int capacity;
    private int size;

    /**
     * @param fileBytes length of the file, which bounds the offsets and the number of its lines
     * @param maxLines the most lines that a file may have
     */
    CustomIds(long fileBytes, int maxLines, long seed) {
        this.seed = seed;
        this.table = new long[slots(fileBytes, maxLines)];
        this.indexShift = Long.SIZE - Integer.numberOfTrailingZeros(table.length);
        this.offsetBits = Long.SIZE - Long.numberOfLeadingZeros(fileBytes + 1);
        this.capacity = table.length - table.length / 4;
    }

    /** Bytes that the table for such a file takes. */
    static long memory(long fileBytes, int maxLines) {
        return (long) Long.BYTES * slots(fileBytes, maxLines);
    }

    /**
     * Adds an id.
     *
     * @param offset where its line starts in the file
     * @return where the line starts that has the same hash, or {@link #NEW}
     */
    long add(String id, long offset) {
        long hash = hash(id);
        long tag = hash << offsetBits;
        int slot = (int) (hash >>> indexShift);
        while (table[slot] != 0) {
            if ((table[slot] >>> offsetBits) == (tag >>> offsetBits)) {
                return (table[slot] & ((1L << offsetBits) - 1)) - 1;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        // More lines than fit are shorter than a valid line can be, so the file is refused for those anyway.
        if (size < capacity) {
            table[slot] = tag | (offset + 1);
            size++;
        }
        return NEW;
    }

    private static int slots(long fileBytes, int maxLines) {
        long lines = Math.min(maxLines, fileBytes / SHORTEST_LINE + 1);
        long slots = Long.highestOneBit(Math.max(16, lines + lines / 2)) << 1;
        return (int) Math.min(slots, 1 << 30);
    }

    /** FNV-1a over the characters, finished like MurmurHash3 so that every bit depends on every character. */
    private long hash(String id) {
        long hash = seed;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
