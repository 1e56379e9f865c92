package io.vesalius.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/** Types whose weights are -1, 0 and 1, in blocks of 256 with one scale. */
final class Ternary {
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 32 * L;

    /** Bytes of a vector of words. */
    private static final long V = 4L * L;

    private static final int[] POWERS_OF_THREE = {1, 3, 9, 27, 81};

    private Ternary() {}

    private static void scales(final FloatVector d, final DecodedWeights out, final int block) {
        for (int sub = 0; sub < 8; sub++) {
            d.intoArray(out.scales, (block + sub) * L);
        }
    }

    static void tq2(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        scales(Lanes.lowHalf(Lanes.words(data, at + 16 * V)), out, block);
        for (int sub = 0; sub < 8; sub++) {
            for (int j = 0; j < 8; j++) {
                final IntVector words = Lanes.words(data, at + (sub / 4 * 8 + j) * V);
                final int to = (block + sub) * BLOCK + 4 * j * L;
                WeightDecoder.four(words, 2 * (sub % 4), 3, 1, out.values, to);
            }
        }
    }

    /**
     * Five digits a byte: of 32 bytes for the first 160 elements, 16 for the next 80, then four.
     */
    static void tq1(
            final MemorySegment data, final long at, final DecodedWeights out, final int block) {
        scales(Lanes.lowHalf(Lanes.words(data, at + 13 * V)), out, block);
        for (int j = 0; j < 13; j++) {
            final IntVector words = Lanes.words(data, at + j * V);
            final int digits = j < 12 ? 5 : 4;
            for (int digit = 0; digit < digits; digit++) {
                final int element =
                        j < 8
                                ? 32 * digit + 4 * j
                                : j < 12 ? 160 + 16 * digit + 4 * (j - 8) : 240 + 4 * digit;
                trits(words, POWERS_OF_THREE[digit], out.values, block * BLOCK + element * L);
            }
        }
    }

    /** One digit of each of four bytes, which are fractions of 256 in base 3. */
    private static void trits(
            final IntVector words, final int power, final float[] out, final int to) {
        for (int i = 0; i < 4; i++) {
            final IntVector shifted = Lanes.field(words, 8 * i, 255).mul(power).and(255);
            final IntVector trit = shifted.mul(3).lanewise(VectorOperators.LSHR, 8).sub(1);
            WeightDecoder.put(trit, out, to + i * L);
        }
    }
}
