package org.argosy.schemas.offsets;

import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of one partition that are finished although an earlier one is not. Lines end out of order, and a group's
 * commit knows only one offset: the lowest that is still open. What is finished beyond it travels in the metadata of the
 * same commit, so that a restart repeats only what was really open and the feeder can count what is outstanding:
 * {@code end − committed − count()}.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class CompletedOffsets {

    /** What a broker accepts as metadata by default ({@code offset.metadata.max.bytes}). */
    public static final int MAX_METADATA_BYTES = 4096;

    /** Offsets beyond the committed one that can always be told, whichever of them are finished. */
    public static final int SAFE_SPAN = OffsetMetadata.MAX_BYTES * 8;

    /** Offsets beyond the committed one that can be told when few of them are open. */
    public static final int MAX_SPAN = 1 << 20;

    /** Open offsets up to {@link #MAX_SPAN} that can always be told, wherever they lie. */
    public static final int SAFE_OPEN = OffsetMetadata.MAX_BYTES / OffsetMetadata.BYTES_PER_GAP - 1;

    private final long committed;
    private final BitSet finished;

    private CompletedOffsets(long committed, BitSet finished) {
        this.committed = committed;
        this.finished = finished;
    }

    /** Nothing beyond the committed offset is finished. */
    public static CompletedOffsets none(long committed) {
        return new CompletedOffsets(committed, new BitSet(0));
    }

    /**
     * @param committed the lowest open offset
     * @param finished bit <i>i</i> stands for offset {@code committed + i}; copied
     */
    public static CompletedOffsets of(long committed, BitSet finished) {
        return new CompletedOffsets(committed, (BitSet) finished.clone());
    }

    /**
     * Reads a commit. Metadata that this class did not write, or wrote in a later format, counts as none: then lines are
     * repeated, which is harmless.
     *
     * @param committed the offset of the commit
     * @param metadata the metadata of the same commit
     */
    public static CompletedOffsets decode(long committed, @Nullable String metadata) {
        return new CompletedOffsets(committed, OffsetMetadata.decode(metadata));
    }

    /** The metadata to commit; empty when it would be larger than {@link #MAX_METADATA_BYTES}. */
    public Optional<String> encode() {
        return OffsetMetadata.encode(finished);
    }

    /** The lowest offset that is still open: the group's committed offset. */
    public long committed() {
        return committed;
    }

    /** Finished offsets beyond the committed one. */
    public int count() {
        return finished.cardinality();
    }

    /** Whether this offset needs no work any more: it lies before the committed one or is finished beyond it. */
    public boolean contains(long offset) {
        long distance = offset - committed;
        return distance < 0 || (distance < finished.length() && finished.get((int) distance));
    }

    /** One past the highest finished offset, or the committed one when none is. */
    public long end() {
        return committed + finished.length();
    }

    /** The finished offsets, relative to the committed one; a copy. */
    public BitSet toBitSet() {
        return (BitSet) finished.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompletedOffsets that && committed == that.committed && finished.equals(that.finished);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(committed) + finished.hashCode();
    }

    @Override
    public String toString() {
        return "committed " + committed + ", " + count() + " finished beyond it";
    }
}
