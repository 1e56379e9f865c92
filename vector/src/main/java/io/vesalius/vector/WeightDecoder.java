package io.vesalius.vector;

import io.vesalius.tensor.DType;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import java.lang.foreign.MemorySegment;

/**
 * Packed weights to numbers, a group of rows at once, one in each lane. The words are those of the
 * file's blocks, so the shifts are those of the formats; what each type's bits mean is said in
 * {@link io.vesalius.tensor.IntegerBlock}.
 */
final class WeightDecoder {
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 32;

    /** Bytes of a vector of words. */
    private static final long V = 4L * L;

    private WeightDecoder() {}

    /**
     * Decodes units of a quantised type.
     *
     * @param at where the first unit of the group starts in `data`
     * @param units how many, at most a chunk
     * @param slot 0 for the first of the two groups, 1 for the second
     */
    static void decode(
            final TileLayout layout,
            final MemorySegment data,
            final long at,
            final int units,
            final DecodedWeights out,
            final int slot) {
        final int unitBlocks = Math.max(1, layout.unitColumns() / BLOCK);
        final int first = slot * DecodedWeights.CHUNK;
        for (int unit = 0; unit < units; unit++) {
            unit(
                    layout.type(),
                    data,
                    at + unit * layout.unitBytes(),
                    out,
                    first + unit * unitBlocks);
        }
    }

    private static void unit(
            final DType type,
            final MemorySegment data,
            final long at,
            final DecodedWeights out,
            final int block) {
        switch (type) {
            case Q8_0 -> SmallBlocks.q8(data, at, out, block);
            case Q4_0 -> SmallBlocks.q4(data, at, out, block);
            case Q4_1 -> SmallBlocks.q4Min(data, at, out, block);
            case Q5_0 -> SmallBlocks.q5(data, at, out, block);
            case Q5_1 -> SmallBlocks.q5Min(data, at, out, block);
            case IQ4_NL -> SmallBlocks.iq4(data, at, out, block);
            case MXFP4 -> SmallBlocks.mxfp4(data, at, out, block);
            case Q2_K -> LargeBlocks.q2(data, at, out, block);
            case Q3_K -> LargeBlocks.q3(data, at, out, block);
            case Q4_K -> LargeBlocks.q4(data, at, out, block);
            case Q5_K -> LargeBlocks.q5(data, at, out, block);
            case Q6_K -> LargeBlocks.q6(data, at, out, block);
            case IQ4_XS -> LargeBlocks.iq4(data, at, out, block);
            case TQ1_0 -> Ternary.tq1(data, at, out, block);
            case TQ2_0 -> Ternary.tq2(data, at, out, block);
            case IQ3_XXS -> Codebooks.iq3xxs(data, at, out, block);
            case IQ3_S -> Codebooks.iq3s(data, at, out, block);
            default -> throw new IllegalArgumentException(type + " has no integer form");
        }
    }

    /** What products add after each block. */
    static QuantizedPanel.Mins mins(final DType type) {
        return switch (type) {
            case Q4_1, Q5_1, Q4_K, Q5_K -> QuantizedPanel.Mins.ONE;
            case Q2_K -> QuantizedPanel.Mins.TWO;
            default -> QuantizedPanel.Mins.NONE;
        };
    }

    /** Decodes `columns` elements of a floating-point type. */
    static void decodeFloats(
            final DType type,
            final MemorySegment data,
            final long at,
            final int columns,
            final float[] out,
            final int outAt) {
        switch (type) {
            case F32 -> {
                for (int k = 0; k < columns; k++) {
                    Lanes.load(data, at + k * V).intoArray(out, outAt + k * L);
                }
            }
            case F16 -> {
                for (int k = 0; k < columns; k += 2) {
                    final IntVector v = Lanes.words(data, at + k / 2 * V);
                    Lanes.lowHalf(v).intoArray(out, outAt + k * L);
                    Lanes.highHalf(v).intoArray(out, outAt + (k + 1) * L);
                }
            }
            case BF16 -> {
                for (int k = 0; k < columns; k += 2) {
                    final IntVector v = Lanes.words(data, at + k / 2 * V);
                    final IntVector low = v.lanewise(VectorOperators.LSHL, 16);
                    low.reinterpretAsFloats().intoArray(out, outAt + k * L);
                    v.and(0xffff0000).reinterpretAsFloats().intoArray(out, outAt + (k + 1) * L);
                }
            }
            default -> throw new IllegalArgumentException(type + " is no floating-point type");
        }
    }

    static void put(final IntVector weights, final float[] out, final int at) {
        Lanes.toFloat(weights).intoArray(out, at);
    }

    /** A field of each of a word's four bytes, `offset` less: elements `at` to `at + 3`. */
    static void four(
            final IntVector words,
            final int shift,
            final int mask,
            final int offset,
            final float[] out,
            final int at) {
        for (int i = 0; i < 4; i++) {
            put(Lanes.field(words, 8 * i + shift, mask).sub(offset), out, at + i * L);
        }
    }

    /** Each byte of a word, `offset` less, times a scale that is an integer. */
    static void fourScaled(
            final IntVector words,
            final int offset,
            final FloatVector scale,
            final float[] out,
            final int at) {
        for (int i = 0; i < 4; i++) {
            final IntVector weight = Lanes.field(words, 8 * i, 255).sub(offset);
            Lanes.toFloat(weight).mul(scale).intoArray(out, at + i * L);
        }
    }
}
