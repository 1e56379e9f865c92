package io.vesalius.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Thirty-two consecutive elements of a quantised row as integers: element i is `scale * weight(i) +
 * minScale * min(i)`, where scale and minScale are exact in f32. Scales of sub-blocks of 16 are
 * folded into the integers, so that every type is one sum of integers and one scale for the 32. Any
 * sum of 32 weights times activations in [-127, 127] stays under 2^24. Reused from block to block;
 * not for two threads.
 */
@SuppressWarnings("NarrowCalculation") // products are offsets inside one block
public final class IntegerBlock {
    /** Elements of a block. */
    public static final int SIZE = 32;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final byte[] IQ4_VALUES = {
        -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
    };
    private static final byte[] MXFP4_VALUES = {
        0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12
    };
    private static final int[] POWERS_OF_THREE = {1, 3, 9, 27, 81};

    /** What the sixteen nibbles of IQ4_NL, IQ4_XS and MXFP4 mean. */
    public static byte[] nibbleValues(final DType type) {
        return type == DType.MXFP4 ? MXFP4_VALUES.clone() : IQ4_VALUES.clone();
    }

    /** The magnitudes that the indices of IQ3_XXS and IQ3_S mean, four for each. */
    public static int[] magnitudes(final DType type) {
        final int[] magnitudes = new int[type == DType.IQ3_S ? 4 * 512 : 4 * 256];
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = type == DType.IQ3_S ? Grids.IQ3_S[i] : Grids.IQ3_XXS[i];
        }
        return magnitudes;
    }

    private final int[] weights = new int[SIZE];
    private float scale;
    private float minScale;
    private int minLow;
    private int minHigh;
    private boolean hasMin;
    private MemorySegment memory = MemorySegment.NULL;

    public float scale() {
        return scale;
    }

    public int weight(final int i) {
        return weights[i];
    }

    /** Whether the type has minimums at all. */
    public boolean hasMin() {
        return hasMin;
    }

    public float minScale() {
        return minScale;
    }

    /** The minimum of element i: one for elements 0-15, one for 16-31. */
    public int min(final int i) {
        return i < 16 ? minLow : minHigh;
    }

    /** Element i as f32, with the roundings of the formats' reference. */
    public float value(final int i) {
        final float product = scale * weights[i];
        return hasMin ? product + minScale * min(i) : product;
    }

    /**
     * Decodes elements `[32 * index, 32 * index + 32)` of a row.
     *
     * @param rowAt byte offset of the row
     */
    public void decode(
            final DType type, final MemorySegment source, final long rowAt, final int index) {
        memory = source;
        hasMin = false;
        minScale = 0;
        minLow = 0;
        minHigh = 0;
        final int perBlock = type.blockSize() / SIZE;
        final long at = rowAt + (long) (index / perBlock) * type.blockBytes();
        final int sub = index % perBlock;
        switch (type) {
            case Q8_0 -> q8(at);
            case Q4_0 -> nibbles(at, at + 2, -8);
            case Q4_1 -> {
                nibbles(at, at + 4, 0);
                minimum(f16(at + 2), 1, 1);
            }
            case Q5_0 -> {
                nibbles(at, at + 6, -16);
                fifthBits(at + 2);
            }
            case Q5_1 -> {
                nibbles(at, at + 8, 0);
                fifthBits(at + 4);
                minimum(f16(at + 2), 1, 1);
            }
            case IQ4_NL -> table(IQ4_VALUES, at + 2, f16(at));
            case MXFP4 -> table(MXFP4_VALUES, at + 1, halfE8M0(u8(at)));
            case Q2_K -> q2k(at, sub);
            case Q3_K -> q3k(at, sub);
            case Q4_K -> q4k(at, sub, at + 16);
            case Q5_K -> {
                q4k(at, sub, at + 48);
                for (int i = 0; i < SIZE; i++) {
                    weights[i] += (u8(at + 16 + i) >> sub & 1) << 4;
                }
            }
            case Q6_K -> q6k(at, sub);
            case IQ4_XS -> iq4xs(at, sub);
            case IQ3_XXS -> iq3xxs(at, sub);
            case IQ3_S -> iq3s(at, sub);
            case TQ1_0 -> tq1(at, sub);
            case TQ2_0 -> tq2(at, sub);
            default -> throw new IllegalArgumentException(type + " has no integer form");
        }
    }

    private void minimum(final float newMinScale, final int low, final int high) {
        hasMin = true;
        minScale = newMinScale;
        minLow = low;
        minHigh = high;
    }

    private void q8(final long at) {
        scale = f16(at);
        for (int i = 0; i < SIZE; i++) {
            weights[i] = i8(at + 2 + i);
        }
    }

    private void nibbles(final long scaleAt, final long at, final int offset) {
        scale = f16(scaleAt);
        for (int i = 0; i < SIZE / 2; i++) {
            weights[i] = (u8(at + i) & 15) + offset;
            weights[i + 16] = (u8(at + i) >> 4) + offset;
        }
    }

    private void fifthBits(final long at) {
        for (int i = 0; i < SIZE; i++) {
            weights[i] += (u8(at + i / 8) >> i % 8 & 1) << 4;
        }
    }

    private void table(final byte[] values, final long at, final float newScale) {
        scale = newScale;
        for (int i = 0; i < SIZE / 2; i++) {
            weights[i] = values[u8(at + i) & 15];
            weights[i + 16] = values[u8(at + i) >> 4];
        }
    }

    /** Half of 2^(e - 127), the table's integers being doubled. */
    private static float halfE8M0(final int e) {
        return Float.intBitsToFloat(e < 2 ? 0x00200000 << e : (e - 1) << 23);
    }

    private void q2k(final long at, final int sub) {
        scale = f16(at + 80);
        final int low = u8(at + scaleIndex(sub, 0));
        final int high = u8(at + scaleIndex(sub, 16));
        for (int i = 0; i < SIZE; i++) {
            final int q = u8(at + 16 + sub / 4 * 32 + i) >> 2 * (sub % 4) & 3;
            weights[i] = q * ((i < 16 ? low : high) & 15);
        }
        minimum(-f16(at + 82), low >> 4, high >> 4);
    }

    /** Which of 16 scales belongs to element i of 32: [half of 128][quarter][half of 32]. */
    private static int scaleIndex(final int sub, final int i) {
        return sub * 2 + i / 16;
    }

    private void q3k(final long at, final int sub) {
        scale = f16(at + 108);
        for (int i = 0; i < SIZE; i++) {
            final int low = u8(at + 32 + sub / 4 * 32 + i) >> 2 * (sub % 4) & 3;
            final int high = (u8(at + i) >> sub & 1) << 2;
            weights[i] = (low + high - 4) * q3kScale(at + 96, scaleIndex(sub, i));
        }
    }

    private int q3kScale(final long at, final int index) {
        final int low = index < 8 ? u8(at + index) & 15 : u8(at + index - 8) >> 4;
        final int high = u8(at + 8 + index % 4) >> 2 * (index / 4) & 3;
        return (low | high << 4) - 32;
    }

    private void q4k(final long at, final int sub, final long quantsAt) {
        final int subScale;
        final int subMin;
        if (sub < 4) {
            subScale = u8(at + 4 + sub) & 63;
            subMin = u8(at + 8 + sub) & 63;
        } else {
            subScale = u8(at + 8 + sub) & 15 | u8(at + sub) >> 6 << 4;
            subMin = u8(at + 8 + sub) >> 4 | u8(at + 4 + sub) >> 6 << 4;
        }
        scale = f16(at) * subScale;
        for (int i = 0; i < SIZE; i++) {
            weights[i] = u8(quantsAt + sub / 2 * 32 + i) >> 4 * (sub % 2) & 15;
        }
        minimum(-(f16(at + 2) * subMin), 1, 1);
    }

    private void q6k(final long at, final int sub) {
        scale = f16(at + 208);
        final int quarter = sub % 4;
        for (int i = 0; i < SIZE; i++) {
            final int low = u8(at + sub / 4 * 64 + quarter % 2 * 32 + i) >> 4 * (quarter / 2) & 15;
            final int high = (u8(at + 128 + sub / 4 * 32 + i) >> 2 * quarter & 3) << 4;
            weights[i] = ((low | high) - 32) * i8(at + 192 + scaleIndex(sub, i));
        }
    }

    private void iq4xs(final long at, final int sub) {
        final int low = u8(at + 4 + sub / 2) >> 4 * (sub % 2) & 15;
        final int high = (u8(at + 2 + sub / 4) >> 2 * (sub % 4) & 3) << 4;
        table(IQ4_VALUES, at + 8 + 16 * sub, f16(at) * ((low | high) - 32));
    }

    private void iq3xxs(final long at, final int sub) {
        final long signsAt = at + 66 + 4 * sub;
        final int bits =
                u8(signsAt) | u8(signsAt + 1) << 8 | u8(signsAt + 2) << 16 | u8(signsAt + 3) << 24;
        scale = f16(at) * (0.5f + (bits >>> 28)) * 0.5f;
        for (int i = 0; i < SIZE; i++) {
            final int signs = bits >>> 7 * (i / 8) & 127;
            // The eighth sign makes the number of minuses even.
            final int sign = i % 8 == 7 ? Integer.bitCount(signs) & 1 : signs >> i % 8 & 1;
            final int magnitude = Grids.IQ3_XXS[4 * u8(at + 2 + 8 * sub + i / 4) + i % 4];
            weights[i] = sign == 0 ? magnitude : -magnitude;
        }
    }

    private void iq3s(final long at, final int sub) {
        scale = f16(at) * (1 + 2 * (u8(at + 106 + sub / 2) >> 4 * (sub % 2) & 15));
        for (int i = 0; i < SIZE; i++) {
            final int high = u8(at + 66 + sub) >> i / 4 & 1;
            final int index = u8(at + 2 + 8 * sub + i / 4) | high << 8;
            final int sign = u8(at + 74 + 4 * sub + i / 8) >> i % 8 & 1;
            final int magnitude = Grids.IQ3_S[4 * index + i % 4];
            weights[i] = sign == 0 ? magnitude : -magnitude;
        }
    }

    private void tq1(final long at, final int sub) {
        scale = f16(at + 52);
        for (int i = 0; i < SIZE; i++) {
            final int element = SIZE * sub + i;
            if (element < 160) {
                weights[i] = trit(at + element % 32, element / 32);
            } else if (element < 240) {
                weights[i] = trit(at + 32 + element % 16, (element - 160) / 16);
            } else {
                weights[i] = trit(at + 48 + element % 4, (element - 240) / 4);
            }
        }
    }

    /** Digit `n` of a byte that holds five digits of base 3 as a fraction of 256. */
    private int trit(final long at, final int n) {
        final int shifted = u8(at) * POWERS_OF_THREE[n] & 255;
        return (shifted * 3 >> 8) - 1;
    }

    private void tq2(final long at, final int sub) {
        scale = f16(at + 64);
        for (int i = 0; i < SIZE; i++) {
            weights[i] = (u8(at + sub / 4 * 32 + i) >> 2 * (sub % 4) & 3) - 1;
        }
    }

    private int u8(final long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at) & 255;
    }

    private int i8(final long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at);
    }

    private float f16(final long at) {
        return Float.float16ToFloat(memory.get(SHORT, at));
    }

    @Override
    public String toString() {
        return scale + " * " + Arrays.toString(weights) + " + " + minScale + " * " + minLow;
    }
}
