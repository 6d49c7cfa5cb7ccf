package org.argosy.ops.simulator;

import java.util.Arrays;
import java.util.zip.CRC32C;

/** Cheap, well-spread numbers out of seeds and bodies; no state, so the order of requests does not matter. */
final class Mix {

    private static final double UNIT = 0x1.0p-53;

    private Mix() {}

    /** 64 bits of a body: two unlike 32-bit hashes that the JVM computes with vector instructions. */
    static long hash(byte[] body) {
        var crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (crc.getValue() << 32) | Integer.toUnsignedLong(Arrays.hashCode(body));
    }

    /** SplitMix64's finalizer. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A number from 0 (inclusive) to 1 (exclusive). */
    static double unit(long value) {
        return (mix(value) >>> 11) * UNIT;
    }

    /** A whole number from min to max, both inclusive. */
    static int between(int min, int max, long value) {
        return min + (int) (unit(value) * ((long) max - min + 1));
    }
}
