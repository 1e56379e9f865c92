package io.vesalius.tensor;

import io.vesalius.base.UnsupportedException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers to the bytes of a weight type: the inverse of {@link IntegerBlock}, by rounding to the
 * nearest step of a block's range. Deterministic, a pure function. Values must be finite.
 */
public final class BlockEncoder {
    private static final int SIZE = IntegerBlock.SIZE;

    private BlockEncoder() {}

    /** Whether {@link #encode} writes this type. */
    public static boolean encodes(final DType type) {
        return switch (type) {
            case F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1 -> true;
            case Q4_K, Q5_K, Q6_K, IQ4_NL, MXFP4 -> true;
            default -> false;
        };
    }

    /**
     * Encodes rows, one after another.
     *
     * @param values whole blocks of the type
     * @return the bytes as a file holds them
     * @throws UnsupportedException for a type that can be read only
     * @throws IllegalArgumentException for a number of values that is no whole number of blocks
     */
    public static byte[] encode(final DType type, final float[] values) {
        if (!encodes(type)) {
            throw new UnsupportedException(
                    type
                            + " can be read and not written: write F32, F16, BF16, Q8_0, Q4_0,"
                            + " Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K, IQ4_NL or MXFP4");
        }
        if (values.length % type.blockSize() != 0) {
            throw new IllegalArgumentException(
                    "%d values are no whole number of %s's blocks of %d"
                            .formatted(values.length, type, type.blockSize()));
        }
        final ByteBuffer out =
                ByteBuffer.allocate(Math.toIntExact(type.rowBytes(values.length)))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += type.blockSize()) {
            block(type, values, from, out);
        }
        return out.array();
    }

    private static void block(
            final DType type, final float[] x, final int from, final ByteBuffer out) {
        switch (type) {
            case F32 -> out.putFloat(x[from]);
            case F16 -> out.putShort(Float.floatToFloat16(x[from]));
            case BF16 -> out.putShort(bf16(x[from]));
            case Q8_0 -> q8(x, from, out);
            case Q4_0 -> symmetric(x, from, 4, out);
            case Q5_0 -> symmetric(x, from, 5, out);
            case Q4_1 -> ranged(x, from, 4, out);
            case Q5_1 -> ranged(x, from, 5, out);
            case Q4_K -> ranges(x, from, 4, out);
            case Q5_K -> ranges(x, from, 5, out);
            case Q6_K -> q6k(x, from, out);
            case IQ4_NL -> CodebookEncoder.iq4nl(x, from, out);
            case MXFP4 -> CodebookEncoder.mxfp4(x, from, out);
            default -> throw new IllegalStateException(type.name());
        }
    }

    /** Rounds to nearest even. */
    private static short bf16(final float value) {
        final int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    private static void q8(final float[] x, final int from, final ByteBuffer out) {
        final float d = scale(out, amax(x, from, SIZE) / 127);
        for (int i = 0; i < SIZE; i++) {
            out.put((byte) quantum(x[from + i], d, -127, 127));
        }
    }

    /** The value of largest magnitude falls on the lowest step, which is one farther from zero. */
    private static void symmetric(
            final float[] x, final int from, final int bits, final ByteBuffer out) {
        final int half = 1 << bits - 1;
        float extreme = 0;
        for (int i = 0; i < SIZE; i++) {
            extreme = Math.abs(x[from + i]) > Math.abs(extreme) ? x[from + i] : extreme;
        }
        final float d = scale(out, extreme / -half);
        final int[] quanta = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            quanta[i] = quantum(x[from + i], d, -half, half - 1) + half;
        }
        pack(quanta, bits, out);
    }

    private static void ranged(
            final float[] x, final int from, final int bits, final ByteBuffer out) {
        final float low = min(x, from, SIZE);
        final float d = scale(out, (max(x, from, SIZE) - low) / ((1 << bits) - 1));
        final float m = scale(out, low);
        final int[] quanta = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            quanta[i] = quantum(x[from + i] - m, d, 0, (1 << bits) - 1);
        }
        pack(quanta, bits, out);
    }

    /** A block of 32: the fifth bits where there are five, then element i beside i + 16. */
    private static void pack(final int[] quanta, final int bits, final ByteBuffer out) {
        if (bits == 5) {
            int high = 0;
            for (int i = 0; i < SIZE; i++) {
                high |= (quanta[i] >> 4) << i;
            }
            out.putInt(high);
        }
        for (int i = 0; i < SIZE / 2; i++) {
            out.put((byte) (quanta[i] & 15 | (quanta[i + 16] & 15) << 4));
        }
    }

    /** Eight blocks of 32 with scales and minimums of 6 bits under two scales of F16. */
    private static void ranges(
            final float[] x, final int from, final int bits, final ByteBuffer out) {
        final int most = (1 << bits) - 1;
        final float[] scales = new float[8];
        final float[] minimums = new float[8];
        for (int sub = 0; sub < 8; sub++) {
            minimums[sub] = Math.max(0, -min(x, from + SIZE * sub, SIZE));
            scales[sub] = Math.max(0, max(x, from + SIZE * sub, SIZE) + minimums[sub]) / most;
        }
        final float d = scale(out, max(scales, 0, 8) / 63);
        final float dmin = scale(out, max(minimums, 0, 8) / 63);
        final int[] subScales = new int[8];
        final int[] subMinimums = new int[8];
        for (int sub = 0; sub < 8; sub++) {
            subScales[sub] = quantum(scales[sub], d, 0, 63);
            subMinimums[sub] = quantum(minimums[sub], dmin, 0, 63);
        }
        packSixBits(subScales, subMinimums, out);
        final int[] quanta = new int[8 * SIZE];
        for (int i = 0; i < quanta.length; i++) {
            final int sub = i / SIZE;
            final float above = x[from + i] + dmin * subMinimums[sub];
            quanta[i] = quantum(above, d * subScales[sub], 0, most);
        }
        packPairs(quanta, bits, out);
    }

    /**
     * Eight blocks of 32: the fifth bits where there are five, a bit a block; then blocks in pairs,
     * element i beside element i.
     */
    private static void packPairs(final int[] quanta, final int bits, final ByteBuffer out) {
        if (bits == 5) {
            for (int i = 0; i < SIZE; i++) {
                int high = 0;
                for (int sub = 0; sub < 8; sub++) {
                    high |= (quanta[SIZE * sub + i] >> 4) << sub;
                }
                out.put((byte) high);
            }
        }
        for (int pair = 0; pair < 8; pair += 2) {
            for (int i = 0; i < SIZE; i++) {
                final int low = quanta[SIZE * pair + i];
                final int high = quanta[SIZE * (pair + 1) + i];
                out.put((byte) (low & 15 | (high & 15) << 4));
            }
        }
    }

    /**
     * Twelve bytes: four scales, four minimums, each with two high bits of a later one; the rest.
     */
    private static void packSixBits(
            final int[] scales, final int[] minimums, final ByteBuffer out) {
        for (int i = 0; i < 4; i++) {
            out.put((byte) (scales[i] | scales[i + 4] >> 4 << 6));
        }
        for (int i = 0; i < 4; i++) {
            out.put((byte) (minimums[i] | minimums[i + 4] >> 4 << 6));
        }
        for (int i = 4; i < 8; i++) {
            out.put((byte) (scales[i] & 15 | (minimums[i] & 15) << 4));
        }
    }

    /** Sixteen blocks of 16 with scales of 8 bits under one of F16. */
    private static void q6k(final float[] x, final int from, final ByteBuffer out) {
        final float[] scales = new float[16];
        for (int sub = 0; sub < 16; sub++) {
            scales[sub] = amax(x, from + 16 * sub, 16) / 31;
        }
        final float d = Float.float16ToFloat(Float.floatToFloat16(max(scales, 0, 16) / 127));
        final byte[] block = new byte[208];
        for (int sub = 0; sub < 16; sub++) {
            block[192 + sub] = (byte) quantum(scales[sub], d, 0, 127);
        }
        for (int i = 0; i < 256; i++) {
            final int q = quantum(x[from + i], d * block[192 + i / 16], -32, 31) + 32;
            final int half = i / 128;
            final int quarter = i / 32 % 4;
            final int lane = i % 32;
            block[64 * half + 32 * (quarter % 2) + lane] |= (byte) ((q & 15) << 4 * (quarter / 2));
            block[128 + 32 * half + lane] |= (byte) ((q >> 4) << 2 * quarter);
        }
        out.put(block).putShort(Float.floatToFloat16(d));
    }

    /** Writes a scale as F16, zero without a sign, and gives what a reader will see of it. */
    static float scale(final ByteBuffer out, final float value) {
        final float rounded = Float.float16ToFloat(Float.floatToFloat16(value)) + 0f;
        out.putShort(Float.floatToFloat16(rounded));
        return rounded;
    }

    /** The nearest step, ties to even; 0, or the nearest allowed, where steps have no width. */
    private static int quantum(
            final float value, final float step, final int least, final int most) {
        final double nearest = step == 0 ? 0 : Math.rint((double) value / step);
        return (int) Math.max(least, Math.min(most, nearest));
    }

    private static float amax(final float[] x, final int from, final int count) {
        return Math.max(max(x, from, count), -min(x, from, count));
    }

    private static float max(final float[] x, final int from, final int count) {
        float max = x[from];
        for (int i = 1; i < count; i++) {
            max = Math.max(max, x[from + i]);
        }
        return max;
    }

    private static float min(final float[] x, final int from, final int count) {
        float min = x[from];
        for (int i = 1; i < count; i++) {
            min = Math.min(min, x[from + i]);
        }
        return min;
    }
}
