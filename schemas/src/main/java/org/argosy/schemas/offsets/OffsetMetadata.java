package org.argosy.schemas.offsets;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a set of small numbers: a version, a form, and base64. Form {@code b} is the bitmap itself; form
 * {@code r} tells the lengths of the runs, first of zeros, then of ones and so on, as base-128 varints. The shorter one
 * is written: runs where nearly all lie on one side, the bitmap in between.
 */
final class OffsetMetadata {

    private static final char VERSION = '1';
    private static final char BITMAP = 'b';
    private static final char RUNS = 'r';
    private static final int PREFIX = 2;

    /** Bytes that fit after base64. */
    static final int MAX_BYTES = (CompletedOffsets.MAX_METADATA_BYTES - PREFIX) / 4 * 3;

    /** At most: three for a run of ones up to the largest span, two for a run of zeros. */
    static final int BYTES_PER_GAP = 5;

    private OffsetMetadata() {}

    static Optional<String> encode(BitSet bits) {
        if (bits.isEmpty()) {
            return Optional.of("");
        }
        if (bits.length() > CompletedOffsets.MAX_SPAN) {
            return Optional.empty();
        }
        int bitmapBytes = (bits.length() + 7) / 8;
        byte[] runs = runs(bits, Math.min(bitmapBytes, MAX_BYTES));
        if (runs.length <= Math.min(bitmapBytes, MAX_BYTES)) {
            return Optional.of(text(RUNS, runs));
        }
        return bitmapBytes <= MAX_BYTES ? Optional.of(text(BITMAP, bits.toByteArray())) : Optional.empty();
    }

    static BitSet decode(@Nullable String metadata) {
        if (metadata == null
                || metadata.length() <= PREFIX
                || metadata.length() > CompletedOffsets.MAX_METADATA_BYTES
                || metadata.charAt(0) != VERSION) {
            return new BitSet(0);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(metadata.substring(PREFIX));
        } catch (IllegalArgumentException _) {
            return new BitSet(0);
        }
        return switch (metadata.charAt(1)) {
            case BITMAP -> BitSet.valueOf(bytes);
            case RUNS -> fromRuns(bytes);
            default -> new BitSet(0);
        };
    }

    private static String text(char form, byte[] bytes) {
        return "" + VERSION + form + Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Gives up soon after the limit. */
    private static byte[] runs(BitSet bits, int limit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, 256));
        int at = 0;
        while (at < bits.length() && out.size() <= limit) {
            int ones = bits.nextSetBit(at);
            int zeros = bits.nextClearBit(ones);
            varint(out, ones - at);
            varint(out, zeros - ones);
            at = zeros;
        }
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static BitSet fromRuns(byte[] bytes) {
        BitSet bits = new BitSet();
        int at = 0;
        boolean ones = false;
        int value = 0;
        int shift = 0;
        for (byte b : bytes) {
            value |= (b & 0x7f) << shift;
            shift += 7;
            if (b < 0) {
                if (shift > 21) {
                    return new BitSet(0);
                }
                continue;
            }
            if (value > CompletedOffsets.MAX_SPAN - at) {
                return new BitSet(0);
            }
            bits.set(at, at + value, ones);
            at += value;
            ones = !ones;
            value = 0;
            shift = 0;
        }
        return shift == 0 ? bits : new BitSet(0);
    }
}
