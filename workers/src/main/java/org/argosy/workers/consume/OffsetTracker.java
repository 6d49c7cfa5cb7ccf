package org.argosy.workers.consume;

import java.util.BitSet;
import java.util.Optional;
import org.argosy.schemas.offsets.CompletedOffsets;

/**
 * What is open and what is finished in one partition, from its assignment to its loss. Lines finish out of order; what
 * can be committed is the lowest open offset together with what is finished beyond it. One tracker is one assignment: a
 * line that outlives the assignment completes in a tracker that nobody commits any more.
 *
 * <p>The consumer's thread begins offsets and asks for commits, any thread completes them.
 */
public final class OffsetTracker {

    private static final int SHIFT = 1 << 14;

    /** Everything below is finished; offsets are kept relative to it. */
    private long origin;

    private final BitSet finished;
    private long gap;
    private long next;
    private int open;
    private boolean changed;
    private volatile boolean lost;

    /**
     * @param start what the group committed last for this partition
     */
    public OffsetTracker(CompletedOffsets start) {
        this.origin = start.committed();
        this.gap = start.committed();
        this.next = start.committed();
        this.finished = start.toBitSet();
        advance();
    }

    /** The partition is another consumer's now. */
    void lose() {
        lost = true;
    }

    /** Whether another consumer runs what is open here again. */
    boolean isLost() {
        return lost;
    }

    /**
     * The consumer has this offset. Offsets come in ascending order; those left out no longer exist.
     *
     * @return false when it is finished already and must not be run
     * @throws IllegalArgumentException when the offset is {@linkplain #isRewound rewound}
     */
    public synchronized boolean begin(long offset) {
        if (offset < next) {
            throw new IllegalArgumentException("offset " + offset + " came after " + (next - 1));
        }
        if (offset > next) {
            leaveOut(offset);
        }
        next = offset + 1;
        if (isFinished(offset)) {
            advance();
            return false;
        }
        open++;
        return true;
    }

    /** The line at this offset needs no more work. Once for each offset that was begun. */
    public synchronized void complete(long offset) {
        if (offset < gap || isFinished(offset)) {
            throw new IllegalStateException("offset " + offset + " was completed twice: a bug");
        }
        open--;
        finish(offset);
        advance();
    }

    /** Whether this offset came before: within an assignment that happens only when the topic is a new one. */
    public synchronized boolean isRewound(long offset) {
        return offset < next;
    }

    /** Whether the metadata is sure to have room if this many more offsets are begun. */
    public synchronized boolean hasRoomFor(int more) {
        long span = Math.max(next, origin + finished.length()) + more - gap;
        return span <= CompletedOffsets.SAFE_SPAN
                || (open + more <= CompletedOffsets.SAFE_OPEN && span <= CompletedOffsets.MAX_SPAN);
    }

    /** Offsets begun and not complete. */
    public synchronized int open() {
        return open;
    }

    /** What to commit; empty when nothing changed since it was last asked. */
    public synchronized Optional<CompletedOffsets> committable() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        int from = (int) (gap - origin);
        return Optional.of(CompletedOffsets.of(gap, finished.get(from, Math.max(from, finished.length()))));
    }

    /** The last commit did not arrive: it is to be told again. */
    public synchronized void commitFailed() {
        changed = true;
    }

    private void leaveOut(long offset) {
        if (open == 0) {
            BitSet rest = offset - origin < finished.length()
                    ? finished.get((int) (offset - origin), finished.length())
                    : new BitSet(0);
            finished.clear();
            finished.or(rest);
            origin = offset;
            gap = offset;
        } else {
            finished.set((int) (next - origin), (int) (offset - origin));
            advance();
        }
        changed = true;
    }

    private boolean isFinished(long offset) {
        return offset < gap || finished.get((int) (offset - origin));
    }

    private void finish(long offset) {
        if (offset >= gap) {
            finished.set((int) (offset - origin));
            changed = true;
        }
    }

    private void advance() {
        gap = origin + finished.nextClearBit((int) (gap - origin));
        if (gap - origin >= SHIFT) {
            int shift = (int) (gap - origin);
            BitSet rest = finished.get(shift, Math.max(shift, finished.length()));
            finished.clear();
            finished.or(rest);
            origin = gap;
        }
    }
}
