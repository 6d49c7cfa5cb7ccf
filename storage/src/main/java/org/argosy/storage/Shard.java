package org.argosy.storage;

/**
 * A run of one model's lines in one batch's input. Its bytes may also hold blank lines and lines of other models.
 * Immutable.
 *
 * @param ordinal place among the batch's shards, from 0
 * @param firstLine number of its first line
 * @param lastLine number of its last line
 * @param lines how many of the lines from the first to the last belong to it
 * @param byteOffset where its first line starts in the input file
 * @param byteLength bytes up to the end of its last line
 * @param estimatedTokens what its lines may cost together
 * @param members which lines belong to it: bit {@code i}, counted from the lowest bit of the first byte, stands for line
 *     {@code firstLine + i}; empty when all of them do
 */
public record Shard(
        int ordinal,
        String model,
        int firstLine,
        int lastLine,
        int lines,
        long byteOffset,
        int byteLength,
        long estimatedTokens,
        byte[] members) {

    /** True when the line with this number belongs to the shard. */
    public boolean holds(int line) {
        if (line < firstLine || line > lastLine) {
            return false;
        }
        int bit = line - firstLine;
        return members.length == 0 || (members[bit / Byte.SIZE] >> (bit % Byte.SIZE) & 1) != 0;
    }
}
