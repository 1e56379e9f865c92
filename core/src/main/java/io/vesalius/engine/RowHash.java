package io.vesalius.engine;

/**
 * A hash of a row of logits by which two computations are known to be the same. It costs less than
 * a copy of the row.
 *
 * <p>The bits of the values make words of 64, the first of each two in the lower half, a value that
 * is left over alone. Word i is mixed into lane i mod 4, of four lanes that start as 1, 2, 3, 4. At
 * the end 0, lanes 1, 2, 3 and the number of values are mixed into lane 0, which is the hash. To
 * mix a word into a lane: `x = (lane ^ word) * 0x9E3779B97F4A7C15`, `lane = x ^ x >>> 32`.
 */
final class RowHash {
    private static final long FACTOR = 0x9E3779B97F4A7C15L; // 2^64 / the golden ratio, odd

    private RowHash() {}

    static long of(final float[] values) {
        long a = 1;
        long b = 2;
        long c = 3;
        long d = 4;
        int i = 0;
        for (; i + 7 < values.length; i += 8) {
            a = mix(a, word(values, i));
            b = mix(b, word(values, i + 2));
            c = mix(c, word(values, i + 4));
            d = mix(d, word(values, i + 6));
        }
        a = i < values.length ? mix(a, word(values, i)) : a;
        b = i + 2 < values.length ? mix(b, word(values, i + 2)) : b;
        c = i + 4 < values.length ? mix(c, word(values, i + 4)) : c;
        d = i + 6 < values.length ? mix(d, word(values, i + 6)) : d;
        return mix(mix(mix(mix(mix(a, 0), b), c), d), values.length);
    }

    private static long word(final float[] values, final int i) {
        final long low = Integer.toUnsignedLong(Float.floatToRawIntBits(values[i]));
        return i + 1 < values.length
                ? low | (long) Float.floatToRawIntBits(values[i + 1]) << 32
                : low;
    }

    private static long mix(final long lane, final long word) {
        final long x = (lane ^ word) * FACTOR;
        return x ^ x >>> 32;
    }
}
